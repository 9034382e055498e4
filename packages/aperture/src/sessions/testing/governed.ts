import { createCompress } from "@aperture/engine/compression/compress";
import { createCondense } from "@aperture/engine/condense/condense";
import type { Step } from "@aperture/engine/pipeline/pipeline-run";
import { noSlots, type Slots } from "@aperture/engine/pipeline/slot";
import type { Budget, Mode } from "@aperture/sdk";
import { createSteps } from "../../control/governor/built-in-stages.ts";
import { createGovernor, type Governor } from "../../control/governor/governor.ts";
import { SessionControlBook } from "../../control/governor/session-controls.ts";
import { createHolds, type HoldBook } from "../../control/holds.ts";
import { loadPrices } from "../../control/prices.ts";
import type { Store } from "../../store/contract.ts";
import type { ChangeRecord } from "../../store/control-records.ts";
import { nativeBytes } from "../native-bytes.ts";
import { createRecorder, type Recorder } from "../recorder.ts";
import { headOf, type Told } from "./tell.ts";

export interface GovernedTalk {
  readonly store: Store;
  readonly governor: Governor;
  readonly recorder: Recorder;
  readonly holds: HoldBook;
  /** Sends a request the way the proxy does; resolves with the body that left, parsed. */
  send(told: Told & { readonly at: number }): Promise<unknown>;
  /** The same, with the bytes. */
  sendBytes(told: Told & { readonly at: number }): Promise<Uint8Array>;
  /** Stores a change of a block by hand, pending. */
  change(block: number, text: string, more?: Partial<ChangeRecord>): ChangeRecord;
  /** Block number by its text, the newest. */
  blockOf(text: string): number;
  setNow(now: number): void;
}

const budgetDefault: Budget = { limit: null, strategy: "warn", lowWater: 0.6 };

/** A recorder with its governor, without sockets. */
export function governedTalk(
  store: Store,
  options: {
    readonly mode?: Mode;
    readonly budget?: Budget;
    readonly slots?: Slots;
    /** Names of stages that protect; where it is given, stages in the slots may run elsewhere. */
    readonly protecting?: () => readonly string[];
    /** The steps as they run; a test that makes one fail changes the list. */
    readonly stepsOf?: (steps: readonly Step[]) => readonly Step[];
  } = {},
): GovernedTalk {
  const { mode = "manual", budget = budgetDefault, slots = noSlots, stepsOf = (steps) => steps, protecting } = options;
  let clock = 0;
  const now = () => clock;
  const controls = new SessionControlBook(store, { mode, budget, holdoutEvery: 0 });
  const compress = createCompress({ skeleton: () => null });
  const governor = createGovernor({
    store,
    controls,
    compress,
    defaults: { mode, budget },
    prices: loadPrices(),
    hash: nativeBytes.hash,
    window: () => 200_000,
    now,
    others: protecting && { isLive: () => true, protecting },
    steps: stepsOf(
      createSteps({
        compress,
        condense: createCondense({ compress }),
        offered: () => [],
        zonesOf: (session) => controls.of(session).zones,
        settingsOf: (session) => controls.of(session),
        slots,
      }),
    ),
  });
  const holds = createHolds({ store, now });
  const recorder = createRecorder({ store, now, governor, holds });

  async function sendBytes(told: Told & { at: number }): Promise<Uint8Array> {
    clock = told.at;
    const exchange = recorder.begin(headOf(told));
    const bytes = Buffer.from(typeof told.body === "string" ? told.body : JSON.stringify(told.body));
    // Nobody wants to know of it.
    if (exchange === null) return bytes;
    let left: Uint8Array = bytes;
    if (exchange.governed) {
      const verdict = await exchange.govern(bytes, null, new AbortController().signal);
      if (verdict.refusal) {
        exchange.fail("proxy_failed", verdict.refusal.message);
        throw verdict.refusal;
      }
      left = verdict.body ?? bytes;
    } else exchange.body(bytes, null);
    exchange.head(told.status ?? 200, { "content-type": "application/json" });
    if (told.answer !== undefined) exchange.chunk(Buffer.from(JSON.stringify(told.answer)));
    exchange.end();
    await recorder.drain();
    return left;
  }

  return {
    store,
    governor,
    recorder,
    holds,
    sendBytes,
    send: async (told) => JSON.parse(Buffer.from(await sendBytes(told)).toString()) as unknown,
    change(block, text, more = {}) {
      const record = store.blocks.get(block)!;
      const hash = nativeBytes.hash(text);
      const made = store.transaction(() => {
        store.contents.put({ hash, content: text });
        return store.control.changes.insert({
          operation: null,
          session: record.session,
          lane: record.lane,
          block,
          kind: "compress",
          level: "trimmed",
          actor: "user",
          reason: null,
          hash,
          originalHash: record.hash,
          anchor: null,
          forced: false,
          state: "pending",
          tokens: Math.ceil(text.length / 4),
          createdAt: clock,
          appliedTurn: null,
          changedAt: clock,
          price: null,
          ...more,
        });
      });
      governor.touched(record.session);
      return made;
    },
    blockOf(text) {
      const session = store.sessions.latest()!;
      const found = store.blocks.ofSession(session.n).findLast(({ hash }) => store.contents.text(hash) === text);
      if (!found) throw new Error(`no block says ${text}`);
      return found.n;
    },
    setNow(at) {
      clock = at;
    },
  };
}
