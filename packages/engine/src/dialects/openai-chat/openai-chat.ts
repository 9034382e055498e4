import type { Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { editing } from "./edit.ts";
import { observe } from "./observe.ts";
import { shape } from "./shape.ts";

/** OpenAI's Chat Completions API and the many servers that speak it. */
export const openaiChat: Dialect = { id: "openai-chat", historyKey: "messages", shape, blocks, observe, editing };
