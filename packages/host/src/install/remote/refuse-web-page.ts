import { SourceTrouble } from "./source-trouble.ts";

const page = /^[\s\ufeff]*<(?:!doctype|html|head|body|\?xml|!--)/i;

/** A network's login page, or a web site at a wrong address: nothing is wrong with anybody's keys. Throws SourceTrouble. */
export function refuseWebPage(bytes: Uint8Array): void {
  if (page.test(Buffer.from(bytes.subarray(0, 200)).toString("utf8")))
    throw new SourceTrouble(
      "it answers with a web page instead of data; is its address right, or does the network ask for a login?",
    );
}
