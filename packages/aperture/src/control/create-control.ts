import { createCompress } from "@aperture/engine/compression/compress";
import { createCondense } from "@aperture/engine/condense/condense";
import type { PriceTable } from "@aperture/engine/governor/prices";
import type { Slots } from "@aperture/engine/pipeline/slot";
import type { Config } from "../config/config.ts";
import type { Store } from "../store/contract.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import type { Insight } from "./contract.ts";
import { createContextControl } from "./create-context-control.ts";
import { createSteps } from "./governor/built-in-stages.ts";
import { createGovernor, type Governor } from "./governor/governor.ts";
import type { OtherStages } from "./governor/governor-contract.ts";
import { SessionControlBook } from "./governor/session-controls.ts";
import { createGrammars } from "./grammars.ts";
import { createHolds, type HoldBook } from "./holds.ts";
import { createInsight } from "./insight/create-insight.ts";
import { watchBudgets } from "./insight/watch-budgets.ts";
import { contextWindow } from "./look-up/context-window.ts";
import type { ControlService } from "./operations/control-service.ts";
import { prepareOutlines } from "./prepare-outlines.ts";
import { loadPrices } from "./prices.ts";
import { createStaging, type Staging } from "./staging/staging.ts";

export interface ControlOptions {
  readonly store: Store;
  readonly config: Pick<Config, "home" | "mode" | "budget" | "holdout" | "retention">;
  readonly counter: Pick<TokenCounter, "count">;
  /** Hash that contents are stored under. */
  readonly hash: (text: string) => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Stages of plugins; default: none. */
  readonly others?: OtherStages & { readonly slots: Slots };
  readonly warn: (message: string, error?: unknown) => void;
}

/** What is decided about conversations, and by whom. */
export interface Control {
  readonly governor: Governor;
  readonly operations: ControlService;
  readonly staging: Staging;
  readonly insight: Insight;
  readonly holds: HoldBook;
  /** What models cost. */
  readonly prices: PriceTable;
  close(): Promise<void>;
}

export function createControl({ store, config, counter, hash, now, env, others, warn }: ControlOptions): Control {
  const controls = new SessionControlBook(store, { ...config, holdoutEvery: config.holdout.every });
  const prices = loadPrices({ home: config.home, warn });
  const grammars = createGrammars();
  const compress = createCompress({ skeleton: grammars.skeleton });
  const staging = createStaging({ store, now, env });
  const holds = createHolds({ store, now });
  const governor = createGovernor({
    store,
    controls,
    prices,
    compress,
    hash,
    now,
    defaults: config,
    window: contextWindow,
    isWanted: staging.isWanted,
    wantsAll: staging.wantsAll,
    others,
    steps: createSteps({
      compress,
      condense: createCondense({ compress }),
      offered: staging.offered,
      zonesOf: (session) => controls.of(session).zones,
      settingsOf: (session) => controls.of(session),
      ...(others ? { slots: others.slots } : {}),
    }),
  });
  const insight = createInsight({ store, prices, control: governor.control });
  const operations = createContextControl({
    store,
    governor,
    compress,
    grammars,
    counter,
    holds,
    hash,
    keepDays: config.retention.days,
    now,
  });
  const stopWatching = watchBudgets({
    store,
    budget: insight.budget,
    failed: (error) => warn("a budget alert could not be told", error),
  });
  const stopPreparing = prepareOutlines({
    store,
    budgetOf: (session) => controls.of(session).budget,
    prepare: grammars.prepare,
    failed: (error) => warn("outlines could not be made ahead", error),
  });
  const close = (): Promise<void> => {
    stopWatching();
    stopPreparing();
    return grammars.close();
  };
  return { governor, operations, staging, insight, holds, prices, close };
}
