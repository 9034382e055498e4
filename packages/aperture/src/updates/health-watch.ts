import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { StageWitness, WitnessedCall } from "@aperture/host/host/stage-witness";
import { ApertureError, type Event } from "@aperture/sdk";
import { Beside } from "./beside.ts";
import { SeenRequests } from "./seen-requests.ts";

/** Requests that a new version is watched for, and the longest that takes. */
export const WATCHED = 20;
export const WATCH_MS = 10 * 60_000;
/** A machine that is busy with something else misses a deadline once. */
const MISSED = 2;
/** Calls behind which a median says something. */
const MEDIAN_OF = 5;
/** Nobody's fault, or the user's own doing. */
const innocent: ReadonlySet<string> = new Set(["plugin_gone", "plugin_not_ready", "permission_denied", "plugin_state"]);

export interface WatchParts {
  readonly host: Pick<PluginHost, "watch" | "info" | "record" | "trial">;
  /** Calls back later; returns what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly log: (message: string) => void;
}

export interface WatchInput {
  readonly plugin: string;
  /** The version that is watched: calls of another one are none of its business. */
  readonly version: string;
  /** Requests, and failures, of an earlier run of the program. */
  readonly requests: number;
  readonly failures: number;
  /** Milliseconds that are left of it. */
  readonly leftMs: number;
  /** Other output is compared with the version before, because nobody gave a reason for it. */
  readonly compares: boolean;
  readonly progress: (requests: number, failures: number) => void;
  /** Nothing was wrong. */
  readonly healthy: () => void;
  /** Something is wrong; resolves to true when the version before is there. Never rejects. */
  readonly sick: (reason: string) => Promise<boolean>;
}

/** Looks on as a new version does its work, and calls for the one before when something is wrong. Over once. */
export class HealthWatch {
  readonly #parts: WatchParts;
  readonly #input: WatchInput;
  readonly #seen: SeenRequests;
  #failures: number;
  #missed = 0;
  #beside: Beside | null = null;
  #isOver = false;
  /** The new version is in its place, and that is written down. */
  readonly #armed = Promise.withResolvers<void>();
  #rescue: Promise<boolean> | null = null;
  #cancel: () => void = () => {};

  constructor(parts: WatchParts, input: WatchInput) {
    this.#parts = parts;
    this.#input = input;
    this.#seen = new SeenRequests(input.requests);
    this.#failures = input.failures;
  }

  /**
   * From before the swap on: the first request of the new version is seen, too. `old`: which one the version before is now. Resolves when answers
   * can be held against it. Never rejects.
   */
  async begin(old: "installed" | "previous"): Promise<void> {
    const { host, log } = this.#parts;
    const { plugin, compares } = this.#input;
    host.watch(plugin, this.#witness);
    if (!compares) return;
    try {
      const beside = new Beside(await host.trial(plugin, old), false);
      if (this.#isOver) await beside.close();
      else this.#beside = beside;
    } catch (error) {
      log(`${plugin}: there is nothing to hold its answers against: ${messageOf(error)}`);
    }
  }

  /** The swap is done, and written down. */
  arm(): void {
    const { host, after } = this.#parts;
    const { plugin, leftMs } = this.#input;
    const time = (ms: number): void => {
      this.#cancel = after(ms, () => (this.#hasShown() ? this.#settle() : time(WATCH_MS)));
    };
    time(Math.max(0, leftMs));
    this.#armed.resolve();
    const { state, trouble } = host.info(plugin);
    if (state === "quarantined") void this.#wrong(trouble ?? "it is quarantined");
  }

  /** Of the event log. */
  heard(event: Event): void {
    if (this.#isOver) return;
    const { plugin } = this.#input;
    if (event.type === "plugin-quarantined" && event.data.plugin === plugin) void this.#wrong(event.data.reason);
    if (event.type !== "plugin-failed" || event.data.plugin !== plugin) return;
    const { stage, code, message } = event.data;
    // What rejects is seen as its stage is called; changes of blocks that it was not shown, and the rest of what it does, show here.
    if (code === "plugin_bad_answer" || !this.#isStage(stage)) this.#failed(stage, code, message);
  }

  /** Nobody watches any more; says nothing of the version. */
  async close(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancel();
    this.#armed.resolve();
    this.#parts.host.watch(this.#input.plugin, null);
    await this.#beside?.close();
  }

  readonly #witness: StageWitness = {
    saw: (call) => {
      if (this.#isOver || !this.#isOurs()) {
        call.answer.catch(() => {});
        return;
      }
      void this.#answered(call);
    },
    rescue: async (error) =>
      this.#isOver || !this.#isOurs()
        ? (this.#rescue ?? false)
        : this.#wrong(`a request could not leave: ${messageOf(error)}`),
  };

  #isOurs(): boolean {
    return this.#parts.host.record(this.#input.plugin).version === this.#input.version;
  }

  #isStage(name: string): boolean {
    return this.#parts.host
      .info(this.#input.plugin)
      .manifest.stages.some(({ at }) => at === name && at !== "on_response");
  }

  async #answered(call: WitnessedCall): Promise<void> {
    const compared = this.#beside?.compare(call);
    try {
      await call.answer;
    } catch (error) {
      this.#failed(call.hook, ApertureError.is(error) ? error.code : "", messageOf(error));
    }
    const held = await compared;
    if (this.#isOver) return;
    if (held && "differences" in held && held.differences.length > 0)
      return void this.#wrong(
        `at ${call.hook} its answer is another one than that of the version before, without a reason: ${held.differences.slice(0, 3).join("; ")}`,
      );
    const slow = this.#tooSlow();
    if (slow !== null) return void this.#wrong(slow);
    if (this.#seen.add(call)) this.#input.progress(this.#seen.count, this.#failures);
    if (this.#seen.count >= WATCHED) this.#settle();
  }

  #failed(what: string, code: string, message: string): void {
    if (this.#isOver || innocent.has(code)) return;
    this.#failures++;
    if (code === "plugin_timeout" && ++this.#missed < MISSED) return;
    void this.#wrong(`${what}: ${message}`);
  }

  /** By what was measured since it is there. */
  #tooSlow(): string | null {
    const { manifest, stages } = this.#parts.host.info(this.#input.plugin);
    for (const [place, { at, deadlineMs }] of manifest.stages.entries()) {
      const { calls = 0, p50 = null } = stages[place] ?? {};
      if (calls >= MEDIAN_OF && p50 !== null && p50 > deadlineMs)
        return `half of its calls at ${at} take ${p50.toFixed(1)} ms or more; its deadline is ${deadlineMs} ms`;
    }
    return null;
  }

  /** Minutes in which nobody spoke say nothing of what its stages do. */
  #hasShown(): boolean {
    return this.#seen.count > 0 || this.#parts.host.info(this.#input.plugin).manifest.stages.length === 0;
  }

  #settle(): void {
    if (this.#isOver) return;
    void this.close();
    this.#input.healthy();
  }

  #wrong(reason: string): Promise<boolean> {
    this.#rescue ??= this.#goBack(reason);
    return this.#rescue;
  }

  async #goBack(reason: string): Promise<boolean> {
    await this.#armed.promise;
    if (this.#isOver) return false;
    void this.close();
    this.#input.progress(this.#seen.count, this.#failures);
    return this.#input.sick(reason);
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
