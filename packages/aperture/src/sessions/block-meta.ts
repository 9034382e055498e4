import type { BlockDraft } from "@aperture/engine/dialects/dialect";
import type { DialectId } from "@aperture/sdk";
import type { BlockMeta } from "../store/records.ts";

/** What is stored beside a block's text; absent facts are left out, so that a row stays small. */
export function blockMeta(provider: DialectId, draft: BlockDraft): BlockMeta {
  return {
    provider,
    kind: draft.kind,
    ...(draft.toolName === undefined ? {} : { toolName: draft.toolName }),
    ...(draft.toolId === undefined ? {} : { toolId: draft.toolId }),
    ...(draft.filePaths?.length ? { filePaths: draft.filePaths } : {}),
    ...(draft.mediaType === undefined ? {} : { mediaType: draft.mediaType }),
    ...(draft.isError ? { isError: true } : {}),
    ...(draft.signed ? { signed: true } : {}),
    ...(draft.cacheMark ? { cacheMark: true } : {}),
    ...(draft.tokens === undefined ? {} : { tokens: draft.tokens }),
  };
}
