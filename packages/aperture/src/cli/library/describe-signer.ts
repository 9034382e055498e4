import type { Signer } from "@aperture/sdk";
import { oneLine } from "../plain-text.ts";

const states: Readonly<Record<Signer["status"], string>> = {
  own: "this installation's own key",
  known: "a key that is known here",
  new: "a key never seen before: nobody but themselves says who they are",
  changed: "ANOTHER KEY than signed under this name before",
};

/** Who says that they signed it, and what is known of the key. `bundled`: the release that it comes with vouches for it. */
export const describeSigner = ({ publisher, fingerprint, status }: Signer, bundled = false): string => {
  const known = bundled && status === "known" ? "the key of what comes with Aperture" : states[status];
  return `${oneLine(publisher, 100) || "somebody without a name"} (${fingerprint.slice(0, 24)}…), ${known}`;
};
