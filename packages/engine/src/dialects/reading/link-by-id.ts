import type { BlockDraft } from "../dialect.ts";
import type { Completed, Linker } from "./place-drafts.ts";

/** Gives a tool's result the name and the paths of its call, found by the wire's own id. */
export function linkById(): Linker {
  const calls = new Map<string, BlockDraft>();
  return {
    link(draft: BlockDraft, last: Completed | undefined): Completed | undefined {
      if (draft.toolId === undefined) return undefined;
      if (draft.role === "tool_use") {
        calls.set(draft.toolId, draft);
        return undefined;
      }
      const call = calls.get(draft.toolId);
      return call && (last?.from === call ? last : { from: call, draft: withCall(draft, call) });
    },
  };
}

/** A copy of a result that knows its call. What the result itself says comes first. */
export function withCall(result: BlockDraft, call: BlockDraft): BlockDraft {
  const toolName = result.toolName ?? call.toolName;
  const filePaths = result.filePaths ?? call.filePaths;
  return { ...result, ...(toolName === undefined ? {} : { toolName }), ...(filePaths ? { filePaths } : {}) };
}
