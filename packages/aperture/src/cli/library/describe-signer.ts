import type { Signer } from "@aperture/sdk";
import { oneLine } from "../plain-text.ts";

const states: Readonly<Record<Signer["status"], string>> = {
  own: "this installation's own key",
  known: "the key that signed under this name before",
  new: "a key never seen before: nobody but themselves says who they are",
  changed: "ANOTHER KEY than signed under this name before",
};

/** Who says that they signed it, and what is known of the key. */
export const describeSigner = ({ publisher, fingerprint, status }: Signer): string =>
  `${oneLine(publisher, 100) || "somebody without a name"} (${fingerprint.slice(0, 24)}…), ${states[status]}`;
