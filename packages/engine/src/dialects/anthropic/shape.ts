import type { Document } from "../../document/document.ts";
import type { RequestShape } from "../dialect.ts";
import { memberNode } from "../reading/member-node.ts";

/** What a Messages request says as a whole. */
export function shape(document: Document): RequestShape {
  const tools = memberNode(document, "tools");
  return {
    model: memberNode(document, "model")?.string() ?? null,
    stream: memberNode(document, "stream")?.boolean() ?? false,
    hasTools: tools?.isArray === true && tools.items().length > 0,
    maxOutputTokens: memberNode(document, "max_tokens")?.number() ?? null,
    conversationHint: conversationOf(memberNode(document, "metadata")?.text("user_id")),
    continues: null,
  };
}

/**
 * Claude Code names its session inside `metadata.user_id`: `user_…_account_…_session_<uuid>` up to 2.1, JSON with
 * `session_id` since. Of other clients the field names a user, who may have many conversations.
 */
function conversationOf(user: string | undefined): string | null {
  if (user === undefined) return null;
  const found = /_session_([\w-]{8,64})$/.exec(user) ?? /"session_id"\s*:\s*"([\w-]{8,64})"/.exec(user);
  return found ? found[1]! : null;
}
