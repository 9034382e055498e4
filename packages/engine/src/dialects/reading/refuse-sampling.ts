import type { RefuseSetting } from "../editing/request-fields.ts";
import { memberNode } from "./member-node.ts";

const reasoning = /^(?:o\d|gpt-5)/;

/** OpenAI's models that reason take neither temperature nor top_p ("Reasoning models"); the others take no effort. `member`: where it is set. */
export const refuseSampling =
  (member: string): RefuseSetting =>
  (document, name) => {
    const model = memberNode(document, "model")?.string() ?? "";
    const reasons =
      memberNode(document, member) !== undefined || reasoning.test(model.slice(model.lastIndexOf("/") + 1));
    if (reasons && (name === "temperature" || name === "topP")) return "not for a model that reasons";
    return !reasons && name === "effort" ? "only for a model that reasons" : null;
  };
