import { createEditing } from "../editing/create-editing.ts";
import { markedDrafts } from "../editing/marked-drafts.ts";
import { type SettingPaths, settingsText } from "../editing/settings-text.ts";
import { memberNode } from "../reading/member-node.ts";
import { place } from "./edit-place.ts";
import { refuse } from "./edit-refuse.ts";
import { leaves, write } from "./edit-write.ts";
import { fields, refuseSetting } from "./request-fields.ts";

/** What invalidates cached messages besides tools and system (Anthropic, "Prompt caching", what invalidates the cache). */
const settingPaths: SettingPaths = [
  ["tool_choice"],
  ["thinking"],
  ["output_config"],
  ["output_format"],
  ["speed"],
  ["mcp_servers"],
];

/** Changes of Messages requests. */
export const editing = createEditing({
  refuse,
  write,
  leaves,
  place,
  fields,
  refuseSetting,
  settings: (document) => settingsText(document, settingPaths),
  marks: (document, drafts) => ({
    places: markedDrafts(drafts),
    automatic: memberNode(document, "cache_control")?.isObject ?? false,
  }),
});
