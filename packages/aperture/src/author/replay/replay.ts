import type { Json, RequestFacts } from "@aperture/host/border/calls";
import type { GuestHandlers, LoadedPlugin, Runner } from "@aperture/host/border/runner";
import { compileConfig } from "@aperture/host/host/check-config";
import { compileFilter } from "@aperture/host/host/compile-filter";
import { guestLimits } from "@aperture/host/limits/guest-limits";
import type { Capability, PluginHook, StageDeclaration } from "@aperture/sdk";
import type { RecordedTurn } from "../fixture/turns-of.ts";
import { answerFacts } from "./answer-facts.ts";
import { applyPatch, type Standing, withStanding } from "./apply-patch.ts";
import { cannedHost } from "./canned-host.ts";
import { createRunner } from "./create-runner.ts";
import { type Judgement, judgePatch } from "./judge-patch.ts";
import { createTokensAt } from "./level-tokens.ts";

/** One call of a stage on one recorded request. */
export interface ReplayedCall {
  readonly hook: PluginHook;
  readonly turn: number;
  /** Null where it failed. */
  readonly judgement: Judgement | null;
  /** What it rejected with. */
  readonly error: string | null;
  /** Border and guest together, and the guest alone; milliseconds. 0 for `on_response`, which is told only where it fails. */
  readonly ms: number;
  readonly guestMs: number;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
}

/** A plugin at work in its own sandbox, with everything it does written down. */
export interface Replayer {
  readonly handlers: GuestHandlers;
  /** What it used so far, and said. */
  readonly used: ReadonlySet<Capability>;
  readonly log: readonly LogLine[];
  readonly failed: () => Error | null;
  /** All stages of one request, one behind the other, as in the pipeline. */
  turn(turn: RecordedTurn, lane?: number): Promise<ReplayedCall[]>;
  /** The requests of a conversation one behind the other; what the plugin changed in one stands in the next. */
  conversation(turns: readonly RecordedTurn[], lane?: number): Promise<ReplayedCall[]>;
  /** A request once more, behind the conversation of its lane: what the plugin changed in that stands. */
  again(turn: RecordedTurn, lane?: number): Promise<ReplayedCall[]>;
  runner: Runner;
  close(): Promise<void>;
}

export interface ReplayOptions {
  readonly plugin: LoadedPlugin;
  /** What the user set; the schema's defaults fill the rest. */
  readonly config?: Readonly<Record<string, Json>>;
}

/** Starts a plugin in the sandbox that its users will run it in. Rejects with the runner's error where it cannot start. */
export async function startReplay({ plugin, config = {} }: ReplayOptions): Promise<Replayer> {
  const { manifest } = plugin;
  const used = new Set<Capability>();
  const log: LogLine[] = [];
  let failure: Error | null = null;
  let strikes = 0;
  let now = Date.UTC(2026, 0, 5, 9);
  const runner = createRunner({
    plugin,
    permissions: manifest.permissions,
    config: compileConfig(manifest)(config),
    limits: guestLimits[manifest.runtime],
    stored: new Map(),
    capability: cannedHost(plugin.id, manifest.permissions, (capability) => used.add(capability)),
    used: (capability) => used.add(capability),
    log: (level, message) => log.push({ level, message }),
    gone: (error) => {
      failure = error;
    },
    now: () => now,
  });
  const handlers = await runner.start();
  const stages = manifest.stages.map((declaration) => ({ declaration, wants: compileFilter(declaration.filter) }));
  const tokensAt = createTokensAt();
  /** What stands at the end of each lane's conversation. */
  const standings = new Map<number, Map<number, Standing>>();

  async function call(
    declaration: StageDeclaration,
    hook: Exclude<PluginHook, "on_response">,
    turn: RecordedTurn,
    lane: number,
  ): Promise<ReplayedCall> {
    const blocks = hook === "before_parse" ? [] : turn.blocks;
    const tokensBefore = sum(blocks);
    const started = performance.now();
    const base = { hook, turn: turn.request.turn, tokensBefore };
    try {
      const { patch, guestMs } = await runner.stage({
        hook,
        lane,
        request: turn.request,
        blocks,
        deadlineMs: Math.min(1_000, Math.max(leastPatienceMs, 4 * declaration.deadlineMs)),
      });
      const ms = performance.now() - started;
      const judgement = judgePatch(patch, manifest, declaration, { ...turn, blocks });
      for (const capability of judgement.used) used.add(capability);
      const standing = new Map<number, Standing>();
      applyPatch(standing, judgement.patch, blocks, tokensAt);
      const tokensAfter = sum(withStanding(blocks, standing)) + added(judgement);
      return { ...base, judgement, error: null, ms, guestMs, tokensAfter };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const ms = performance.now() - started;
      return { ...base, judgement: null, error: message, ms, guestMs: 0, tokensAfter: tokensBefore };
    }
  }

  async function turnWith(turn: RecordedTurn, lane: number, standing: Map<number, Standing>): Promise<ReplayedCall[]> {
    now = turn.request.now;
    const calls: ReplayedCall[] = [];
    for (const { declaration, wants } of stages) {
      const blocks = withStanding(turn.blocks, standing);
      const request: RequestFacts = { ...turn.request, tokens: sum(blocks) };
      if (declaration.at === "on_response" || failure || !wants(blocks, request)) continue;
      const done = await call(declaration, declaration.at, { request, blocks }, lane);
      if (done.judgement) applyPatch(standing, done.judgement.patch, blocks, tokensAt);
      strikes = done.judgement ? 0 : strikes + 1;
      if (strikes === strikesAllowed) failure ??= new Error(`it failed ${strikes} times in a row`);
      calls.push(done);
    }
    const error = await answer(turn);
    if (error !== null) {
      const tokens = sum(turn.blocks);
      const place = {
        hook: "on_response" as const,
        turn: turn.request.turn,
        tokensBefore: tokens,
        tokensAfter: tokens,
      };
      calls.push({ ...place, judgement: null, error, ms: 0, guestMs: 0 });
    }
    return calls;
  }

  /** The answer's end, where the plugin wants to see it. Returns what it failed with. */
  async function answer({ request, blocks }: RecordedTurn): Promise<string | null> {
    if (failure || !handlers.stages.includes("on_response") || !manifest.stages.some(({ at }) => at === "on_response"))
      return null;
    const facts = answerFacts(request.turn, blocks, manifest.permissions.blocks?.read === "content");
    return runner.task({ kind: "response", deadlineMs: taskMs, request, answer: facts }).then(
      () => null,
      (error: Error) => error.message,
    );
  }

  return {
    handlers,
    used,
    log,
    failed: () => failure,
    runner,
    turn: (turn, lane = 1) => turnWith(turn, lane, new Map()),
    async conversation(turns, lane = 1) {
      const standing = new Map<number, Standing>();
      standings.set(lane, standing);
      const calls: ReplayedCall[] = [];
      for (const turn of turns) calls.push(...(await turnWith(turn, lane, standing)));
      return calls;
    },
    again: (turn, lane = 1) => turnWith(turn, lane, standings.get(lane) ?? new Map()),
    close: () => runner.dispose(500),
  };
}

/**
 * Milliseconds until a stage is ended: more than its deadline, which is held against the calls' median instead. One slow call on a machine that
 * builds something else at the same time says nothing about a plugin.
 */
const leastPatienceMs = 500;
/** Failures in a row that quarantine a plugin at its users': no more is tried then. */
const strikesAllowed = 3;
/** Milliseconds that what is no stage may take here. */
const taskMs = 5_000;

const sum = (blocks: readonly { readonly tokens: number }[]): number =>
  blocks.reduce((total, block) => total + block.tokens, 0);

/** Tokens of texts that are put in; 3.5 characters to a token. */
const added = ({ patch }: Judgement): number =>
  patch.reduce(
    (total, item) => total + (item.op === "insert" || item.op === "stage" ? Math.ceil(item.text.length / 3.5) : 0),
    0,
  );
