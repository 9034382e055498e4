import { conversation } from "../../../packages/aperture/src/demo/conversation.ts";
import type { Script } from "../../../packages/aperture/src/demo/script.ts";

/** A conversation that begins with `texts` as parts of its first message and gets one short answer. */
export const scriptOf = (texts: readonly string[], fields: Partial<Script> = {}): Script => ({
  ...conversation,
  prompt: texts,
  steps: [{ text: "Read." }],
  ...fields,
});
