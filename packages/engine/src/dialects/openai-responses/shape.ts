import type { Document } from "../../document/document.ts";
import type { RequestShape } from "../dialect.ts";
import { memberNode } from "../reading/member-node.ts";
import { openaiShape } from "../reading/openai-shape.ts";

/** Codex puts its tools into one of the first input items. */
const LOOKED_AT = 3;

/** What a Responses request says as a whole. */
export function shape(document: Document): RequestShape {
  const plain = openaiShape(document, ["max_output_tokens"]);
  const conversation = memberNode(document, "conversation");
  const conversationId = conversation?.string() ?? conversation?.text("id") ?? null;
  return {
    ...plain,
    hasTools: plain.hasTools || bringsTools(document),
    conversationHint: plain.conversationHint ?? conversationId,
    continues: memberNode(document, "previous_response_id")?.string() ?? conversationId,
  };
}

function bringsTools(document: Document): boolean {
  const items = (document.history ?? []).slice(0, LOOKED_AT).map((unit) => document.node(unit));
  return items.some((item) => item.text("type") === "additional_tools" && (item.get("tools")?.items().length ?? 0) > 0);
}
