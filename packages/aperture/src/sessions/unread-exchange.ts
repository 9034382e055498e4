import type { Exchange, ExchangeHead, Verdict } from "../proxy/exchange.ts";
import type { AppliedForm } from "./applied-form.ts";
import { refuseUnredacted, refuseUnseen } from "./govern-request.ts";
import { identify } from "./identify.ts";

const nothing = (): void => {};

/**
 * A request to an endpoint that is none we read: a compaction, a batch, a file, an address that is spelt otherwise. It may carry the conversation all
 * the same. Where something protects, a body that nobody could look at does not leave (law 4); else nobody wants to know of it.
 */
export function unreadExchange(
  head: ExchangeHead,
  applied: AppliedForm,
  protecting: readonly string[],
): Exchange | null {
  const identity = identify(head, null);
  const why = refusalOf();
  if (why === null) return null;
  return {
    governed: true,
    // Asked only where there is a body.
    govern: async () => why,
    body: nothing,
    head: nothing,
    chunk: nothing,
    end: nothing,
    fail: nothing,
  };

  function refusalOf(): Verdict | null {
    const [path] = head.target.split("?", 1);
    const reason = `${head.method} ${path} is no request that can be looked through`;
    if (protecting.length > 0) return refuseUnseen(protecting, reason);
    const missing = applied.missing(identity);
    if (missing !== null) return refuseUnredacted(missing);
    return applied.redactions(identity).length > 0 ? refuseUnredacted(reason) : null;
  }
}
