import { nodeAt, type RefuseSetting, type RequestFields } from "../editing/request-fields.ts";
import { memberNode } from "../reading/member-node.ts";

/** generateContent, generationConfig; the REST API takes both spellings. */
export const fields: RequestFields = {
  model: { none: "Gemini names the model in the address of the request" },
  temperature: both("temperature", "temperature"),
  topP: both("topP", "top_p"),
  topK: both("topK", "top_k"),
  maxOutputTokens: both("maxOutputTokens", "max_output_tokens"),
  effort: { none: "this API has no effort" },
};

/** Which of the two a body has; a field that is missing goes where the others are. */
function both(camel: string, snake: string) {
  return [
    ["generationConfig", camel],
    ["generation_config", snake],
    ["generationConfig", snake],
    ["generation_config", camel],
  ] as const;
}

/** Where the body spells its settings with an underscore, a second object in the other spelling would be one too many. */
export const refuseSetting: RefuseSetting = (document, name) => {
  const paths = fields[name];
  if ("none" in paths || !memberNode(document, "generation_config")) return null;
  return paths.some((path) => nodeAt(document, path)) ? null : "its generation_config does not set it";
};
