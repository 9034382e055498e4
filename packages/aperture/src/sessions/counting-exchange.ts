import { dialects } from "@aperture/engine/dialects/index";
import { parseDocument } from "@aperture/engine/document/parse-document";
import type { LastGood } from "../control/governor/last-good.ts";
import { asItCame, type Exchange, type ExchangeHead } from "../proxy/exchange.ts";
import { nativeBytes } from "./native-bytes.ts";

const nothing = (): void => {};

/**
 * A request that asks how long a prompt is. It is no turn, so nothing of it is recorded; but the agent decides by the answer
 * when to compact, so it must count what would leave: the prompt with what is applied to it.
 */
export function countingExchange({ counts, sealed }: ExchangeHead, lastGood: LastGood): Exchange | null {
  if (counts === null || lastGood.size === 0) return null;
  return {
    governed: true,
    async govern(bytes) {
      if (bytes === null || sealed !== null) return asItCame;
      const dialect = dialects[counts];
      const document = parseDocument(bytes, dialect.historyKey, nativeBytes);
      if ("opaque" in document || document.readOnly !== null) return asItCame;
      const replay = lastGood.replay(dialect, document, dialect.blocks(document));
      return replay ? { ...asItCame, body: replay.body } : asItCame;
    },
    body: nothing,
    head: nothing,
    chunk: nothing,
    end: nothing,
    fail: nothing,
  };
}
