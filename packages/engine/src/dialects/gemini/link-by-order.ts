import type { BlockDraft } from "../dialect.ts";
import { withCall } from "../reading/link-by-id.ts";
import type { Completed, Linker } from "../reading/place-drafts.ts";

interface Call {
  readonly draft: BlockDraft;
  readonly toolId: string;
}

/**
 * Pairs calls and results of the Gemini API, which mostly have no ids. A call without one is given `<name>~<n>`, the n-th
 * call of that name; a result belongs to the next open call of its name in the last content that had calls, a repeated
 * one (`gemini --resume` sends those) to the last call of its name. A result's key is made from its call, so that it
 * stays the same when a client clears the result's text.
 */
export function linkByOrder(): Linker {
  const byId = new Map<string, Call>();
  const lastByName = new Map<string, Call>();
  const counts = new Map<string, number>();
  let open: Call[] = [];
  let openUnit = -1;

  function takeCall(draft: BlockDraft, last: Completed | undefined, unit: number): Completed | undefined {
    const name = draft.toolName ?? "";
    const order = (counts.get(name) ?? 0) + 1;
    counts.set(name, order);
    const completed = draft.toolId === undefined ? numbered(draft, last, order) : undefined;
    const call = { draft, toolId: draft.toolId ?? completed!.draft.toolId! };
    if (unit !== openUnit) open = [];
    openUnit = unit;
    open.push(call);
    lastByName.set(name, call);
    if (!completed) byId.set(call.toolId, call);
    return completed;
  }

  function callOf(draft: BlockDraft): Call | undefined {
    if (draft.toolId !== undefined) return byId.get(draft.toolId);
    const index = open.findIndex((call) => call.draft.toolName === draft.toolName);
    return index >= 0 ? open.splice(index, 1)[0] : lastByName.get(draft.toolName ?? "");
  }

  function takeResult(draft: BlockDraft, last: Completed | undefined): Completed | undefined {
    const call = callOf(draft);
    if (!call) return undefined;
    if (last?.from === call.draft && last.draft.toolId === call.toolId) return last;
    const linked = withCall(draft, call.draft);
    if (draft.toolId !== undefined) return { from: call.draft, draft: linked };
    return { from: call.draft, draft: { ...linked, toolId: call.toolId, key: resultKey(call.draft) } };
  }

  return {
    link: (draft, last, unit) => (draft.role === "tool_use" ? takeCall(draft, last, unit) : takeResult(draft, last)),
  };
}

/** The call with its id by order; the one of the request before where the number is the same. */
function numbered(draft: BlockDraft, last: Completed | undefined, order: number): Completed {
  if (last?.order === order) return last;
  return { from: draft, draft: { ...draft, toolId: `${draft.toolName ?? ""}~${order}` }, order };
}

/** `tool_use:<hash>` of the call becomes `tool_result:<hash>`; a call with an id keeps `#`. */
const resultKey = (call: BlockDraft): string => call.key.replace(/^tool_use/, "tool_result");
