import type { RefuseSetting, RequestFields } from "../editing/request-fields.ts";
import { refuseSampling } from "../reading/refuse-sampling.ts";

/** Responses, body parameters. */
export const fields: RequestFields = {
  model: [["model"]],
  temperature: [["temperature"]],
  topP: [["top_p"]],
  topK: { none: "this API has no top_k" },
  maxOutputTokens: [["max_output_tokens"]],
  effort: [["reasoning", "effort"]],
};

export const refuseSetting: RefuseSetting = refuseSampling("reasoning");
