import type { Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { editing } from "./edit.ts";
import { observe } from "./observe.ts";
import { shape } from "./shape.ts";

/** OpenAI's Responses API, as Codex speaks it. */
export const openaiResponses: Dialect = {
  id: "openai-responses",
  historyKey: "input",
  shape,
  blocks,
  observe,
  editing,
};
