import type { Refusal } from "../editing.ts";

/** The sentences of every refusal, each with the nearest thing that would work. */
export const refusals = {
  signed: {
    code: "block_signed",
    reason: "The provider signs or encrypts this block and refuses it changed; what stands around it may be changed.",
  },
  thinking: {
    code: "block_signed",
    reason: "Reasoning goes back as the model wrote it; change the results it was about instead.",
  },
  tools: {
    code: "block_opaque",
    reason: "The client's tools are sent as they are; turn a tool off in the agent instead.",
  },
  media: {
    code: "block_opaque",
    reason: "An image or file has no text to change; remove it instead.",
  },
  unknown: {
    code: "block_opaque",
    reason: "What this part means to the provider is not known, so it is sent as it is; change the text around it.",
  },
  providersOwn: {
    code: "block_opaque",
    reason: "The provider's own tool made this block and checks it; change the text around it.",
  },
  orphans: {
    code: "orphans_result",
    reason: "A call without its whole form would orphan its result; remove the result instead, or edit the arguments.",
  },
  argumentsNoObject: {
    code: "invalid_arguments",
    reason: 'A tool\'s arguments must be the JSON text of an object, such as {"path":"a.ts"}.',
  },
  empty: {
    code: "empty_text",
    reason: "Providers refuse a text without a visible character; remove the block instead.",
  },
  noPlace: {
    code: "no_place",
    reason:
      "No text may stand here; put it behind the newest message of the user or a tool, or at the end of the system prompt.",
  },
} as const satisfies Record<string, Refusal>;

export function readOnlyRefusal(why: string): Refusal {
  return { code: "read_only", reason: `Nothing in this request may be changed: ${why}. Later requests may differ.` };
}

/** Refuses a text that is there and has nothing to read in it. */
export function refuseBlank(text: string | undefined): Refusal | null {
  return text !== undefined && text.trim() === "" ? refusals.empty : null;
}
