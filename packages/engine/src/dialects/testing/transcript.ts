/** A part of a recorded message, in Anthropic's form. */
export type TranscriptPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string; readonly signature: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: "tool_result";
      readonly tool_use_id: string;
      readonly content: string | readonly { readonly type: string; readonly text?: string }[];
      readonly is_error?: boolean;
    };

export interface TranscriptMessage {
  readonly role: "user" | "assistant";
  readonly content: string | readonly TranscriptPart[];
}

/** A recorded session: request k is `messages[0 .. turns[k].upto)`, `usage` what the provider billed for it. */
export interface Transcript {
  readonly id: string;
  readonly model: string;
  readonly system: string;
  readonly tools: readonly { readonly name: string; readonly description: string; readonly input_schema: unknown }[];
  readonly messages: readonly TranscriptMessage[];
  readonly turns: readonly { readonly upto: number; readonly usage?: unknown; readonly ts?: string }[];
}

/** Parts of a message whose content may be a plain string. */
export function partsOf(message: TranscriptMessage): readonly TranscriptPart[] {
  return typeof message.content === "string" ? [{ type: "text", text: message.content }] : message.content;
}

/** Text of a tool's result. */
export function resultText(content: string | readonly { readonly text?: string }[]): string {
  return typeof content === "string" ? content : content.map((part) => part.text ?? "").join("\n");
}
