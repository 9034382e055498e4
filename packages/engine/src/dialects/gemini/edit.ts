import { createEditing } from "../editing/create-editing.ts";
import { markedDrafts } from "../editing/marked-drafts.ts";
import { type SettingPaths, settingsText } from "../editing/settings-text.ts";
import { place } from "./edit-place.ts";
import { refuse } from "./edit-refuse.ts";
import { leaves, write } from "./edit-write.ts";
import { fields, refuseSetting } from "./request-fields.ts";

/** Of the generation settings only what changes the prompt: temperature and limits do not. */
const generation = [
  "thinkingConfig",
  "thinking_config",
  "responseSchema",
  "response_schema",
  "responseJsonSchema",
  "response_json_schema",
  "responseMimeType",
  "response_mime_type",
  "responseModalities",
  "response_modalities",
];

const settingPaths: SettingPaths = [
  ["toolConfig"],
  ["tool_config"],
  ["cachedContent"],
  ["cached_content"],
  ["generationConfig", generation],
  ["generation_config", generation],
];

/** Changes of generateContent requests. */
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
