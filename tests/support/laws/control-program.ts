import { listBlocks } from "@aperture/aperture/api/views/list-blocks";
import { sessionView } from "@aperture/aperture/api/views/session-view";
import type { GovernorView } from "@aperture/aperture/control/contract";
import { createContextControl } from "@aperture/aperture/control/create-context-control";
import { createSteps } from "@aperture/aperture/control/governor/built-in-stages";
import { createGovernor } from "@aperture/aperture/control/governor/governor";
import { SessionControlBook } from "@aperture/aperture/control/governor/session-controls";
import { createHolds } from "@aperture/aperture/control/holds";
import { createInsight } from "@aperture/aperture/control/insight/create-insight";
import type { ControlService } from "@aperture/aperture/control/operations/control-service";
import { loadPrices } from "@aperture/aperture/control/prices";
import { createStaging, type Staging } from "@aperture/aperture/control/staging/staging";
import type { SessionProfile, SessionProfiles } from "@aperture/aperture/library/contract";
import { plainProfile } from "@aperture/aperture/library/plain-profile";
import { createPluginServices } from "@aperture/aperture/plugins/services/create-plugin-services";
import { PluggedStages } from "@aperture/aperture/plugins/slots/plugged-stages";
import type { Exchange, ExchangeHead } from "@aperture/aperture/proxy/exchange";
import { nativeBytes } from "@aperture/aperture/sessions/native-bytes";
import { createRecorder } from "@aperture/aperture/sessions/recorder";
import type { Store } from "@aperture/aperture/store/contract";
import { createCompress } from "@aperture/engine/compression/compress";
import { createCondense } from "@aperture/engine/condense/condense";
import type { PluginServices } from "@aperture/host/border/services";
import type { Budget } from "@aperture/sdk";
import { type Wishes, wishingPlugin } from "./wishing-plugin.ts";

export interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** The program without its sockets: recorder, governor, operations and staging on one store. */
export interface ControlProgram {
  readonly governor: GovernorView & { libraryChanged(): void };
  readonly operations: ControlService;
  readonly staging: Staging;
  readonly services: PluginServices;
  /** Sends a body the way the proxy does; `answer` is given the one that left. Throws where none may leave. */
  send(head: ExchangeHead, body: string, answer: (left: string) => Answered): Promise<string>;
  /** Requests that left although something failed. */
  failedOpen(): number;
}

const budget: Budget = { limit: null, strategy: "warn", lowWater: 0.6 };
const prices = loadPrices();
const lengthOf = (text: string): number => Math.ceil(text.length / 4);

/** Starts on what the store holds: called again on the same one, it is the program after a restart. */
export function startControlProgram(
  store: Store,
  now: () => number,
  wishes: Wishes = () => [],
  profile: () => SessionProfile = () => plainProfile,
): ControlProgram {
  const defaults = { mode: "manual", budget, holdoutEvery: 0 } as const;
  const profiles: SessionProfiles = { of: profile, ofNew: profile, demandsEverywhere: false, forget() {} };
  const controls = new SessionControlBook(store, defaults, profiles);
  const compress = createCompress({ skeleton: () => null });
  const staging = createStaging({ store, now });
  const holds = createHolds({ store, now });
  const failures: unknown[] = [];
  const plugged = new PluggedStages();
  const governor = createGovernor({
    store,
    controls,
    compress,
    defaults,
    profiles,
    prices,
    now,
    hash: nativeBytes.hash,
    window: () => 200_000,
    isWanted: staging.isWanted,
    wantsAll: staging.wantsAll,
    others: plugged,
    steps: createSteps({
      compress,
      condense: createCondense({ compress }),
      offered: staging.offered,
      zonesOf: (session) => controls.of(session).zones,
      settingsOf: (session) => controls.of(session),
      slots: plugged.slots,
    }),
  });
  const recorder = createRecorder({ store, now, governor, holds, log: (_message, error) => failures.push(error) });
  const operations = createContextControl({
    store,
    governor,
    compress,
    holds,
    now,
    hash: nativeBytes.hash,
    grammars: { prepare: async () => {} },
    counter: { count: async (texts) => texts.map(lengthOf) },
    keepDays: 30,
  });
  const insight = createInsight({ store, prices, control: governor.control });
  const services = createPluginServices({
    store,
    control: { operations, staging, insight, governor, prices },
    views: {
      session: (session) => sessionView(store, session),
      blocks: (query, hide) => listBlocks(store, query, hide),
    },
    mode: () => "manual",
    secrets: { read: () => null, removeAll() {} },
    protection: { lost: () => [], forget() {}, add: () => false },
    ownPorts: () => [],
    speech: null,
    now,
  });
  plugged.connect(wishingPlugin(store, services, wishes));
  return {
    services,
    governor,
    operations,
    staging,
    failedOpen() {
      if (failures.length > 0) throw failures[0];
      return recorder.stats().failedOpen;
    },
    async send(head, body, answer) {
      const exchange = recorder.begin(head) as Exchange;
      const bytes = Buffer.from(body);
      let left = body;
      if (exchange.governed) {
        const verdict = await exchange.govern(bytes, null, new AbortController().signal);
        if (verdict.refusal) {
          exchange.fail("proxy_failed", verdict.refusal.message);
          throw verdict.refusal;
        }
        if (verdict.body) left = Buffer.from(verdict.body).toString();
      } else exchange.body(bytes, null);
      const { status, body: said } = answer(left);
      exchange.head(status, { "content-type": "application/json" });
      exchange.chunk(Buffer.from(JSON.stringify(said)));
      exchange.end();
      await recorder.drain();
      return left;
    },
  };
}
