import { dialects } from "@aperture/engine/dialects/index";
import { parseDocument } from "@aperture/engine/document/parse-document";
import { asItCame, type Exchange, type ExchangeHead, type Verdict } from "../proxy/exchange.ts";
import type { AppliedForm } from "./applied-form.ts";
import { refuseUnredacted, refuseUnseen } from "./govern-request.ts";
import { hideLeftOver } from "./hide-left-over.ts";
import { identify } from "./identify.ts";
import { nativeBytes } from "./native-bytes.ts";

const nothing = (): void => {};

/**
 * A request that asks how long a prompt is. It is no turn, so nothing of it is recorded; but the agent decides by the answer
 * when to compact, so it must count what would leave: the prompt with what is applied to it. And it goes to the provider like
 * any other: what must not leave does not leave with it.
 */
export function countingExchange(
  head: ExchangeHead,
  applied: AppliedForm,
  protecting: readonly string[],
): Exchange | null {
  const { counts, sealed } = head;
  const identity = identify(head, null);
  if (counts === null || (protecting.length === 0 && !applied.isAny(identity))) return null;

  function edited(bytes: Uint8Array | null, opaqueReason: string | null): Verdict {
    if (protecting.length > 0) return refuseUnseen(protecting, "requests that only count tokens are not shown to it");
    const missing = applied.missing(identity);
    if (missing !== null) return refuseUnredacted(missing);
    const redactions = applied.redactions(identity);
    const leave = (reason: string): Verdict => (redactions.length > 0 ? refuseUnredacted(reason) : asItCame);
    if (bytes === null || sealed !== null) return leave(sealed ?? opaqueReason ?? "it could not be read");
    const dialect = dialects[counts!];
    const document = parseDocument(bytes, dialect.historyKey, nativeBytes);
    if ("opaque" in document) return leave(document.opaque);
    if (document.readOnly !== null) return leave(document.readOnly);
    const drafts = dialect.blocks(document);
    // Gemini's `generateContentRequest` holds the whole prompt one level deeper.
    if (drafts.length === 0) return leave("its prompt is not where it is looked for");
    try {
      const replay = applied.replay(identity, { dialect, document, drafts }, redactions);
      return hideLeftOver({ ...asItCame, body: replay?.body ?? null }, bytes, redactions);
    } catch {
      return leave("it could not be edited");
    }
  }

  return {
    governed: true,
    govern: async (bytes, opaqueReason) => edited(bytes, opaqueReason),
    body: nothing,
    head: nothing,
    chunk: nothing,
    end: nothing,
    fail: nothing,
  };
}
