import type { RefuseSetting, RequestFields } from "../editing/request-fields.ts";
import { memberNode } from "../reading/member-node.ts";

/** Messages API, body parameters. */
export const fields: RequestFields = {
  model: [["model"]],
  temperature: [["temperature"]],
  topP: [["top_p"]],
  topK: [["top_k"]],
  maxOutputTokens: [["max_tokens"]],
  effort: [["output_config", "effort"]],
};

/**
 * "Extended thinking", feature compatibility: with thinking on, temperature and top_k may not be set, top_p only from 0.95, and the budget must be
 * below max_tokens. Newer models take either temperature or top_p.
 */
export const refuseSetting: RefuseSetting = (document, name, value) => {
  const thinking = memberNode(document, "thinking");
  const thinks = thinking !== undefined && thinking.text("type") !== "disabled";
  if (name === "maxOutputTokens") {
    const budget = thinking?.get("budget_tokens")?.number() ?? 0;
    return typeof value === "number" && value <= budget ? `thinking takes ${budget} tokens of it` : null;
  }
  if (name === "effort") return value === "minimal" ? "this API knows low, medium and high" : null;
  if (thinks && (name === "temperature" || name === "topK")) return "not while the model thinks";
  if (thinks && name === "topP" && typeof value === "number" && value < 0.95)
    return "while the model thinks from 0.95 on";
  if (name === "temperature" && memberNode(document, "top_p")) return "the request sets top_p: only one of the two";
  if (name === "topP" && memberNode(document, "temperature"))
    return "the request sets temperature: only one of the two";
  return null;
};
