import { createHmac, randomBytes } from "node:crypto";
import type { Compress } from "@aperture/engine/compression/contract";
import { outlineQuestions } from "@aperture/engine/compression/summarize/outline-questions";
import { dialects } from "@aperture/engine/dialects/index";
import { placeholderFor } from "@aperture/engine/redaction/placeholder";
import type { Store } from "../store/contract.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import type { GovernorView } from "./contract.ts";
import type { Grammars } from "./grammars.ts";
import type { HoldBook } from "./holds.ts";
import type { ControlService } from "./operations/control-service.ts";
import { createOperations } from "./operations/create-operations.ts";

export interface ContextControlOptions {
  readonly store: Store;
  readonly governor: GovernorView;
  readonly compress: Compress;
  readonly grammars: Pick<Grammars, "prepare">;
  readonly counter: Pick<TokenCounter, "count">;
  readonly holds: Pick<HoldBook, "list">;
  readonly hash: (text: string) => string;
  readonly keepDays: number;
  readonly now: () => number;
}

/** Outlines that are awaited for one text; only prose with very many fences has more, and hostile ones cost a deadline each. */
const mostOutlines = 12;

/** The operations on the program's own parts. */
export function createContextControl(options: ContextControlOptions): ControlService {
  const { grammars, counter, holds, ...rest } = options;
  // The provider sees placeholders: without a key it could try short values against their hash.
  const key = randomBytes(32);
  const keyed = (text: string): string => createHmac("sha256", key).update(text).digest("base64url");
  return createOperations({
    ...rest,
    async ready(input) {
      for (const question of outlineQuestions(input).slice(0, mostOutlines)) await grammars.prepare(question);
    },
    count: (texts) => counter.count(texts),
    editing: (dialect) => dialects[dialect].editing,
    placeholderFor: (value, session, n) => placeholderFor(value, String(session), n, keyed),
    isHolding: (session) => holds.list(session).some(({ state }) => state === "armed" || state === "held"),
  });
}
