import { partsOf, resultText, type Transcript } from "../../../../packages/engine/src/dialects/testing/transcript.ts";
import { stringsOf } from "../session.ts";

/** The blocks of a body as it left, read from its JSON without the product's help: their texts as `readSession` has them. */
export function sentTexts(body: Uint8Array): string[] {
  const { messages } = JSON.parse(Buffer.from(body).toString("utf8")) as Transcript;
  return messages.flatMap((message) =>
    partsOf(message).map((part) => {
      if (part.type === "text") return part.text;
      if (part.type === "thinking") return part.thinking;
      return part.type === "tool_use" ? stringsOf(part.input).join("\n") : resultText(part.content);
    }),
  );
}
