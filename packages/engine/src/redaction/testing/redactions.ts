import { nodePort } from "../../document/testing/node-port.ts";
import type { Redaction } from "../contract.ts";
import { placeholderFor } from "../placeholder.ts";

/** Values that every wrapping has to escape, or that look like something of ours. */
const values = ["sk-live-4f9aQ", 'quote " back \\ slash', "line\nbreak\ttab\r", "ünïcode 😀 \u2028 </x>", "REDACTED_"];

export const redactions: readonly Redaction[] = values.map((value, index) => ({
  value,
  placeholder: placeholderFor(value, "session-1", index + 1, nodePort.hash),
}));
