import type { GateCheck } from "./gate-facts.ts";

const forwarding = /^(?:forwarded|via|x-real-ip|x-forwarded-.*)$/i;

/** A forwarding header means that the caller is not the one who connected: such a caller must show the token. */
export const checkForwarding: GateCheck = function checkForwarding({ rawHeaders, token }) {
  if (token?.valid) return null;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (forwarding.test(name))
      return { code: "forwarding_refused", facts: { header: name.toLowerCase().slice(0, 40) } };
  }
  return null;
};
