import type { SessionProfile } from "@aperture/aperture/library/contract";
import { plainProfile } from "@aperture/aperture/library/plain-profile";
import type { ExchangeHead } from "@aperture/aperture/proxy/exchange";
import type { Store } from "@aperture/aperture/store/contract";
import type { ChangeRecord } from "@aperture/aperture/store/control-records";
import { openStore } from "@aperture/aperture/store/open-store";
import type { TurnRecord } from "@aperture/aperture/store/records";
import { expect } from "vitest";
import { checkRequest } from "../strict/check-request.ts";
import { answers } from "./answers.ts";
import { CachingProvider } from "./caching-provider.ts";
import { checkCached, type SentPrompt } from "./check-cached.ts";
import { checkChanged, type KnownChange } from "./check-changed.ts";
import { type ControlProgram, startControlProgram } from "./control-program.ts";
import { type PromptUnit, promptUnits } from "./prompt-units.ts";
import type { TranscriptClient } from "./transcript-client.ts";
import type { Wishes } from "./wishing-plugin.ts";

const agents = {
  anthropic: "claude-cli/2.1.330 (external, cli)",
  "openai-chat": "opencode/1.1",
  "openai-responses": "codex_cli_rs/0.60",
  gemini: "GeminiCLI/0.20",
};

const targets = {
  anthropic: () => "/v1/messages?beta=true",
  "openai-chat": () => "/v1/chat/completions",
  "openai-responses": () => "/v1/responses",
  gemini: (model: string) => `/v1beta/models/${encodeURIComponent(model)}:generateContent`,
};

export interface WorldOptions {
  readonly client: TranscriptClient;
  /** The provider keeps for an hour what it would keep for five minutes. */
  readonly isLong: boolean;
}

/** One conversation through the program to a provider that bills by its cache; every request that leaves is judged. */
export class World {
  readonly store: Store;
  readonly client: TranscriptClient;
  readonly provider: CachingProvider;
  program: ControlProgram;
  /** Epoch ms. */
  now = 1_800_000_000_000;
  /** Something shall take effect with the next request, whatever it costs. */
  asksNow = false;
  /** What a plugin wants with every request, until it wants something else. */
  wishes: Wishes = () => [];
  #profile: SessionProfile = plainProfile;
  /** Texts of ours so far: none is used twice. */
  texts = 0;
  /** Values that were ever redacted, by placeholder. */
  readonly placeholders = new Map<string, string>();
  readonly #isLong: boolean;
  readonly #frozen = new Map<string, string>();
  #last: SentPrompt | null = null;
  /** The client's newest request. */
  #said: readonly PromptUnit[] = [];
  #cursor = 0;
  #redacted = "";
  /** How often what happened, so that a test can tell that it did. */
  readonly seen = new Map<string, number>();

  constructor({ client, isLong }: WorldOptions) {
    this.client = client;
    this.#isLong = isLong;
    this.store = openStore({ file: ":memory:" });
    this.provider = new CachingProvider(client.dialect, isLong);
    this.program = this.#start();
  }

  #start(): ControlProgram {
    return startControlProgram(
      this.store,
      () => this.now,
      (at, blocks) => this.wishes(at, blocks),
      () => this.#profile,
    );
  }

  /** What counts in the session from now on: rules and a template, as a preset brings them. */
  setProfile(profile: SessionProfile): void {
    this.#profile = profile;
    this.program.governor.libraryChanged();
  }

  get operations(): ControlProgram["operations"] {
    return this.program.operations;
  }

  /** A redacted value, now and then: what we say ourselves must not tell it either. */
  secret(at: number): string {
    const values = [...this.placeholders.values()];
    return at % 2 === 0 ? "" : (values[at % Math.max(1, values.length)] ?? "");
  }

  /** Whether tools, settings or names hold this: the client's own, which leave as they are. */
  frameSays(value: string): boolean {
    const units = this.#said;
    const isName = (raw: string): boolean => raw.includes(`${value}":`) || raw.includes(`${value}\\":`);
    return units.some(({ kind, place, raw }) =>
      kind === "frame" || place === "tools" ? raw.includes(value) : isName(raw),
    );
  }

  /** A block that says it and may be changed. */
  holderOf(value: string): string | undefined {
    const { blocks } = this.turn;
    const says = (hash: string): boolean => this.store.contents.text(hash)?.includes(value) ?? false;
    const holder = this.store.blocks.many(blocks).find(({ hash, meta }) => meta.signed !== true && says(hash));
    return holder && `block-${holder.n}`;
  }

  count(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  close(): void {
    this.store.close();
  }

  restart(): void {
    this.program.failedOpen();
    this.program = this.#start();
  }

  get session(): number {
    return this.store.sessions.latest()!.n;
  }

  /** The newest request of the conversation. */
  get turn(): TurnRecord {
    return this.store.turns.ofSession(this.session, { limit: 1 })[0]!;
  }

  changes(...states: ChangeRecord["state"][]): ChangeRecord[] {
    return this.store.control.changes.ofSession(this.session, states);
  }

  /** The client's next request, and its answer unless it fails. Everything that must hold of it is looked at. */
  async send({ fails = false }: { fails?: boolean } = {}): Promise<{ original: string; left: string }> {
    const { client, provider } = this;
    const { dialect, model } = client;
    const original = client.body();
    const units = promptUnits(dialect, original);
    this.#said = units;
    this.now += 1_000;
    const at = this.now;
    const left = await this.#through(this.#head(at), original, (body) => {
      if (fails) return { status: 529, body: { type: "error", error: { type: "overloaded_error", message: "busy" } } };
      const billed = provider.take(model, promptUnits(dialect, body), at);
      this.now += 2_000;
      return { status: 200, body: answers[dialect](client.answer, billed, this.#isLong) };
    });
    this.program.failedOpen();
    this.#judge({ client: units, left: promptUnits(dialect, left), at, model }, original, left, !fails);
    if (!fails) client.goOn();
    return { original, left };
  }

  /** What may not leave at all is refused; what was decided about it meanwhile shows in the next request. */
  async #through(...request: Parameters<ControlProgram["send"]>): Promise<string> {
    try {
      return await this.program.send(...request);
    } catch (error) {
      this.#last = null;
      throw error;
    }
  }

  #judge(prompt: SentPrompt, original: string, left: string, isAnswered: boolean): void {
    const { client } = this;
    const { model } = prompt;
    expect(checkRequest(client.dialect, Buffer.from(left), Buffer.from(original))).toEqual([]);
    const redactions = this.store.control.redactions.ofSession(this.session);
    for (const { placeholder, value } of redactions) this.placeholders.set(placeholder, value);
    const redacted = redactions.map(({ n }) => n).join();
    const turn = this.turn;
    const known = this.#knownChanges(turn);
    checkChanged({
      original,
      left,
      prompt,
      known,
      redactions,
      placeholders: this.placeholders,
      frozen: this.#frozen,
      epoch: redacted,
    });
    const moved = this.#moved(turn.number);
    const { mode, holdout } = this.program.governor.control(this.session);
    if ((mode === "observe" || holdout) && moved.some(({ reason }) => /free$|written anew/.test(reason)))
      throw new Error("something new was done to a session that is only looked at");
    for (const { reason } of moved) this.count(reason.replace(/[\d,]+/g, "n"));
    if (left !== original) this.count("edited requests");
    if (this.changes("pending", "undo-pending").length > 0) this.count("requests while something waits");
    const isRedaction = redacted !== this.#redacted;
    if (this.#last) {
      const rewritten = moved.filter(({ reason }) => /written anew/.test(reason));
      const isForced = rewritten.some(({ forced, reason }) => forced || reason.startsWith("as asked"));
      if (isForced && !this.asksNow && !isRedaction) throw new Error("nobody asked for it now");
      const excuse = isRedaction || isForced || moved.some(({ reason }) => /no longer leaves/.test(reason));
      const options = { provider: this.provider, excuse, isPaying: rewritten.length > 0, turns: turn.number };
      if (checkCached(this.#last, prompt, options)) this.count("warm requests");
      // What a failed request had rewritten, or had another model say, is no longer as it was cached.
      const isOther = excuse || rewritten.length > 0 || model !== this.#last.model;
      if (isOther && !isAnswered) this.#last = null;
    }
    this.asksNow = this.changes("pending", "undo-pending").some(({ forced }) => forced);
    this.#redacted = redacted;
    if (isAnswered) this.#last = prompt;
  }

  /** What is in force in this very request, from the store. */
  #knownChanges(turn: TurnRecord): KnownChange[] {
    const here = new Set(turn.blocks);
    const { changes } = this.store.control;
    const text = (hash: string): string => this.store.contents.text(hash) ?? "";
    return changes.ofLane(turn.lane, ["applied", "undo-pending"]).flatMap((change): KnownChange[] => {
      const { n, kind, anchor, hash, block } = change;
      if (kind === "redact") return [];
      if (kind === "insert") return anchor === null || here.has(anchor) ? [{ n, client: null, text: text(hash) }] : [];
      return here.has(block) ? [{ n, client: text(this.store.blocks.get(block)!.hash), text: text(hash) }] : [];
    });
  }

  #moved(turn: number): { reason: string; forced: boolean }[] {
    const { events } = this.store.events.since(this.#cursor, 10_000);
    this.#cursor = events.at(-1)?.seq ?? this.#cursor;
    const isForced = (id: string): boolean =>
      this.store.control.changes.get(Number(id.slice("change-".length)))?.forced ?? false;
    return events.flatMap((event) =>
      event.type === "changes-moved" && event.data.turn === turn
        ? event.data.changes.map(({ change, reason }) => ({ reason, forced: isForced(change) }))
        : [],
    );
  }

  #head(at: number): ExchangeHead {
    const { dialect, model } = this.client;
    return {
      at,
      method: "POST",
      target: targets[dialect](model),
      dialect,
      counts: null,
      tag: "law",
      tagSource: "tag",
      // Newer Claude Code versions name the session in a header, older ones in the body.
      headers: { "user-agent": agents[dialect], ...(this.#isLong ? { "x-session-id": "law" } : {}) },
      credential: "credential",
      mask: (text) => text,
      upstreamHost: "api.example",
      bypass: false,
      sealed: null,
    };
  }
}
