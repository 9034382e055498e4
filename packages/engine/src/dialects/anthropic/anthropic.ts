import type { Dialect } from "../dialect.ts";
import { blocks } from "./blocks.ts";
import { editing } from "./edit.ts";
import { observe } from "./observe.ts";
import { shape } from "./shape.ts";

/** Anthropic's Messages API. */
export const anthropic: Dialect = { id: "anthropic", historyKey: "messages", shape, blocks, observe, editing };
