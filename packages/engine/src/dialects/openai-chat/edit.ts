import { createEditing } from "../editing/create-editing.ts";
import { markedDrafts } from "../editing/marked-drafts.ts";
import { type SettingPaths, settingsText } from "../editing/settings-text.ts";
import { place } from "./edit-place.ts";
import { refuse } from "./edit-refuse.ts";
import { leaves, write } from "./edit-write.ts";
import { fields, refuseSetting } from "./request-fields.ts";

/** What is written into the prompt beside the messages, and the key that says which machine has it. */
const settingPaths: SettingPaths = [
  ["tool_choice"],
  ["function_call"],
  ["parallel_tool_calls"],
  ["reasoning_effort"],
  ["reasoning"],
  ["thinking"],
  ["verbosity"],
  ["response_format"],
  ["prompt_cache_key"],
];

/** Changes of Chat Completions requests. Marks are OpenRouter's, for models that need them; OpenAI caches on its own. */
export const editing = createEditing({
  refuse,
  write,
  leaves,
  place,
  fields,
  refuseSetting,
  settings: (document) => settingsText(document, settingPaths),
  marks: (_document, drafts) => ({ places: markedDrafts(drafts), automatic: true }),
});
