import type { JsonNode } from "../../document/json-node.ts";

/**
 * How a text stands in the answer's JSON: `text` in a string of it; `json` as JSON of its own inside such a string (tool
 * arguments), where a value must be escaped once more.
 */
export type Wrapping = "text" | "json";

/** Is told where in an event the texts are into which values go. Texts that nobody names stay as they are: thinking. */
export interface TextSink {
  /** A string that goes on the text of `channel`: a placeholder may begin in one and end in the next. */
  piece(channel: string, node: JsonNode | undefined, wrapping: Wrapping): void;
  /** A value whose strings are complete texts. */
  whole(node: JsonNode | undefined, wrapping: Wrapping): void;
  /** No text of the channels whose names begin with this goes on. */
  close(channels: string): void;
}

/** A dialect's knowledge of its answers: names the texts of one event, or of a whole JSON body. Never throws. */
export type ReadTexts = (event: JsonNode, sink: TextSink) => void;
