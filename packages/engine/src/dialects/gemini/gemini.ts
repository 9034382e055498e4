import type { Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { editing } from "./edit.ts";
import { observe } from "./observe.ts";
import { shape } from "./shape.ts";

/** Google's generateContent API. */
export const gemini: Dialect = { id: "gemini", historyKey: "contents", shape, blocks, observe, editing };
