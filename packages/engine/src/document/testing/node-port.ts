import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { BytesPort } from "../ports.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The plain reference of the port for tests: loops where the program uses native calls. */
export const nodePort: BytesPort = {
  equal(a, aStart, b, bStart, length) {
    for (let index = 0; index < length; index++) if (a[aStart + index] !== b[bStart + index]) return false;
    return true;
  },
  decode: (bytes, start, end) => decoder.decode(bytes.subarray(start, end)),
  isUtf8: (bytes, start, end) => isUtf8(bytes.subarray(start, end)),
  hash: (content) => hash("sha256", content, "base64url").slice(0, 22),
};
