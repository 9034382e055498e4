import { join } from "node:path";
import { createCompress } from "@aperture/engine/compression/compress";
import type { Compress } from "@aperture/engine/compression/contract";
import { createCondense } from "@aperture/engine/condense/condense";
import type { PriceTable } from "@aperture/engine/governor/prices";
import type { Slots } from "@aperture/engine/pipeline/slot";
import type { LibraryKind } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import { configPath, writeConfigKey } from "../config/config-file.ts";
import type { Library, SessionProfiles } from "../library/contract.ts";
import type { Store } from "../store/contract.ts";
import { liveProjects, liveSince } from "../store/live-projects.ts";
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
import { idOf } from "./look-up/ids.ts";
import type { ControlService } from "./operations/control-service.ts";
import { prepareOutlines } from "./prepare-outlines.ts";
import { loadPrices } from "./prices.ts";
import { createProfiles } from "./profiles/create-profiles.ts";
import { createLibraryUse, type LibraryUse } from "./profiles/library-use.ts";
import type { PluginSettings } from "./profiles/plugin-settings.ts";
import { createSettingsBefore } from "./profiles/settings-before.ts";
import { tellWatchedFiles } from "./profiles/tell-watched-files.ts";
import { UnmetConstraints } from "./profiles/unmet-constraints.ts";
import { createStaging, type Staging } from "./staging/staging.ts";

export interface ControlOptions {
  readonly store: Store;
  readonly config: Pick<Config, "home" | "mode" | "budget" | "holdout" | "retention" | "preset">;
  /** Presets, rules, templates, trusted projects; default: none. */
  readonly library?: Library;
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
  readonly compress: Compress;
  /** What counts in each session; null without a library. */
  readonly profiles: SessionProfiles | null;
  /** Who has an item of the library: whether new sessions begin with it, and which live ones have it. */
  uses(kind: LibraryKind, name: string): { readonly isDefault: boolean; readonly sessions: readonly string[] };
  /** Presets, rules and templates at work; null without a library. `plugins`: whose settings a preset may set. */
  use(plugins: PluginSettings): LibraryUse | null;
  close(): Promise<void>;
}

/** Sessions that are looked at for what they have. */
const RECENT = 50;

export function createControl(options: ControlOptions): Control {
  const { store, config, counter, hash, now, env, others, library, warn } = options;
  let everywhere = config.preset;
  const profiles =
    library &&
    createProfiles({
      store,
      library,
      everywhere: () => everywhere,
      failed: (what, error) => warn(`${what} cannot be used`, error),
      stage: (session, { preset, values }) => staging.keepPresets(session, `preset:${preset}`, values.staging),
    });
  const controls = new SessionControlBook(store, { ...config, holdoutEvery: config.holdout.every }, profiles);
  const unmet = new UnmetConstraints(store);
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
    profiles,
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
      unmet: unmet.tell,
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
  const libraryChanged = (): void => {
    profiles?.libraryChanged();
    governor.libraryChanged();
  };
  const unsubscribe = library?.subscribe(libraryChanged);
  const stopFollowing = store.events.subscribe((event) => {
    // Another folder has another profile.
    if (event.type === "session-project-set") forgetProfile(event.data.sessionId);
    else if (event.type === "session-removed") forgetProfile(event.data.sessionId);
  });
  function forgetProfile(session: string): void {
    const n = Number(session.replace("session-", ""));
    profiles?.forget(n);
    governor.touched(n);
  }
  const use = (plugins: PluginSettings): LibraryUse | null =>
    library && profiles
      ? createLibraryUse({
          store,
          library,
          profiles,
          governor,
          everywhere: {
            read: () => everywhere,
            write(preset) {
              writeConfigKey(configPath(config.home), "preset", preset);
              everywhere = preset;
            },
          },
          notices: (session) => unmet.of(session),
          plugins,
          before: createSettingsBefore(join(config.home, "plugin-settings-before.json"), warn),
          users: (kind, name) => uses(kind, name).sessions,
        })
      : null;
  function uses(kind: LibraryKind, name: string) {
    const has = ({ n }: { readonly n: number }): boolean => {
      const profile = profiles?.of(n);
      if (kind === "preset") return profile?.preset === name;
      return kind === "template"
        ? profile?.templateName === name
        : (profile?.values.rules.some((rule) => rule.name === name) ?? false);
    };
    const live = store.sessions.list({ limit: RECENT }).filter(({ lastSeen }) => lastSeen >= liveSince(now()));
    const sessions = live.filter(has);
    return {
      isDefault: kind === "preset" && everywhere === name,
      sessions: sessions.map(({ n }) => idOf("session", n)),
    };
  }
  const stopWatchingFiles =
    library && tellWatchedFiles({ store, library, projects: () => liveProjects({ store, now }), warn });
  const close = async (): Promise<void> => {
    unsubscribe?.();
    stopFollowing();
    stopWatching();
    stopPreparing();
    await stopWatchingFiles?.();
    await grammars.close();
  };
  return {
    governor,
    operations,
    staging,
    insight,
    holds,
    prices,
    compress,
    profiles: profiles ?? null,
    uses,
    use,
    close,
  };
}
