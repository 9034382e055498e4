import type { BlockDraft } from "../dialect.ts";
import { withCall } from "../reading/link-by-id.ts";
import type { Completed, Linker } from "../reading/place-drafts.ts";

interface Call {
  readonly draft: BlockDraft;
  /** The wire's id, else the one by order; undefined where none are given. */
  readonly toolId: string | undefined;
}

/**
 * Pairs calls and results of the Gemini API. A result belongs to the call of its id; without one, or where no call has
 * that id, to the next open call of its name in the last content that had calls, a repeated one (`gemini --resume` sends
 * those) to the last call of its name. A call without an id is given `<name>~<n>`, the n-th call of that name, unless
 * `numbered` is false. A result's key is always made from its call: so it stays the same when a client clears the
 * result's text, and whatever ids the client has made up for both.
 */
export function linkByOrder({ numbered } = { numbered: true }): Linker {
  const byId = new Map<string, Call>();
  const lastByName = new Map<string, Call>();
  const counts = new Map<string, number>();
  let open: Call[] = [];
  let openUnit = -1;

  function takeCall(draft: BlockDraft, last: Completed | undefined, unit: number): Completed | undefined {
    const name = draft.toolName ?? "";
    const order = (counts.get(name) ?? 0) + 1;
    counts.set(name, order);
    const completed = numbered && draft.toolId === undefined ? withNumber(draft, last, order) : undefined;
    const call = { draft, toolId: draft.toolId ?? completed?.draft.toolId };
    if (unit !== openUnit) open = [];
    openUnit = unit;
    open.push(call);
    lastByName.set(name, call);
    if (draft.toolId !== undefined) byId.set(draft.toolId, call);
    return completed;
  }

  function callOf({ toolId, toolName }: BlockDraft): Call | undefined {
    const named = toolId === undefined ? undefined : byId.get(toolId);
    // A result with an id that no call has cannot belong to a call with another one.
    const fits = ({ draft }: Call) =>
      draft.toolName === toolName && (toolId === undefined || draft.toolId === undefined);
    const call = named ?? open.find(fits);
    if (call) {
      open = open.filter((other) => other !== call);
      return call;
    }
    const latest = lastByName.get(toolName ?? "");
    return latest && fits(latest) ? latest : undefined;
  }

  function takeResult(draft: BlockDraft, last: Completed | undefined): Completed | undefined {
    const call = callOf(draft);
    if (!call) return undefined;
    const toolId = draft.toolId ?? call.toolId;
    if (last?.from === call.draft && last.draft.toolId === toolId) return last;
    const linked = { ...withCall(draft, call.draft), key: resultKey(call.draft) };
    return { from: call.draft, draft: toolId === undefined ? linked : { ...linked, toolId } };
  }

  return {
    link: (draft, last, unit) => (draft.role === "tool_use" ? takeCall(draft, last, unit) : takeResult(draft, last)),
  };
}

/** The call with its id by order; the one of the request before where the number is the same. */
function withNumber(draft: BlockDraft, last: Completed | undefined, order: number): Completed {
  if (last?.order === order) return last;
  return { from: draft, draft: { ...draft, toolId: `${draft.toolName ?? ""}~${order}` }, order };
}

/** `tool_use:<hash>` of the call becomes `tool_result:<hash>`. */
const resultKey = (call: BlockDraft): string => call.key.replace(/^tool_use/, "tool_result");
