import type { LoadedPlugin } from "@aperture/host/border/runner";
import type { Patch, StageDeclaration } from "@aperture/sdk";
import type { NamedFixture } from "../fixture/read-fixtures.ts";
import { turnsOf } from "../fixture/turns-of.ts";
import { type ReplayedCall, type Replayer, startReplay } from "../replay/replay.ts";
import { describePatch } from "./describe-patch.ts";
import { fuzzTurns } from "./fuzz-turns.ts";
import type { TestProblem } from "./problem.ts";

/** What a plugin did on one recording. */
export interface ReplayedFixture {
  readonly name: string;
  readonly calls: readonly ReplayedCall[];
}

export interface Invariants {
  readonly replayed: readonly ReplayedFixture[];
  readonly problems: readonly TestProblem[];
}

/**
 * What every plugin must hold, whatever it is for: its stages do not fail, keep within their deadlines, wish nothing that is refused (pins,
 * signed parts, calls and their results, permissions), wish the same for the same request, nothing new for what it has changed
 * before, and hold for requests that nobody recorded.
 */
export async function checkInvariants(
  plugin: LoadedPlugin,
  fixtures: readonly NamedFixture[],
  replayer: Replayer,
): Promise<Invariants> {
  const problems: TestProblem[] = [];
  const replayed: ReplayedFixture[] = [];
  for (const [lane, { name, fixture }] of fixtures.entries()) {
    const turns = turnsOf(fixture);
    const calls = await replayer.conversation(turns, lane + 1);
    replayed.push({ name, calls });
    problems.push(...calls.flatMap((call) => troubleOf(call, name)));
    problems.push(...tooSlow(plugin.manifest.stages, calls, name));
    const last = turns.at(-1);
    if (!last) continue;
    problems.push(...notIdempotent(calls, await replayer.again(last, lane + 1), name));
  }
  problems.push(...(await differences(plugin, fixtures, replayed)));
  const [first] = fixtures;
  if (first) problems.push(...(await fuzz(plugin, first)));
  return { replayed, problems };
}

const placeOf = (fixture: string, { turn, hook }: ReplayedCall): string => `${fixture}, turn ${turn}, ${hook}`;

function troubleOf(call: ReplayedCall, fixture: string): TestProblem[] {
  const where = placeOf(fixture, call);
  if (call.error !== null) return [{ what: "failed", where, message: call.error }];
  return (call.judgement?.refused ?? []).map((message) => ({ what: "refused", where, message }));
}

/** Stages of which half of the calls take longer than they declared. */
function tooSlow(stages: readonly StageDeclaration[], calls: readonly ReplayedCall[], fixture: string): TestProblem[] {
  return stages.flatMap(({ at, deadlineMs }): TestProblem[] => {
    const times = calls.filter(({ hook, error }) => hook === at && error === null).map(({ guestMs }) => guestMs);
    const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    if (median <= deadlineMs) return [];
    const message = `half of its calls take ${median.toFixed(1)} ms or more; its deadline is ${deadlineMs} ms`;
    return [{ what: "too-slow", where: `${fixture}, ${at}`, message }];
  });
}

/** Wishes that change a request; what is told (notes, events) may be told again. */
const changing = (patch: Patch): Patch => patch.filter(({ op }) => op !== "note" && op !== "emit" && op !== "refuse");

function notIdempotent(
  before: readonly ReplayedCall[],
  again: readonly ReplayedCall[],
  fixture: string,
): TestProblem[] {
  const known = new Set(before.flatMap((call) => changing(call.judgement?.patch ?? []).map(keyOf)));
  return again.flatMap((call) =>
    changing(call.judgement?.patch ?? [])
      .filter((item) => !known.has(keyOf(item)))
      .map((item) => ({
        what: "not-idempotent" as const,
        where: placeOf(fixture, call),
        message: `the same request again, with what it changed in force, and it wants more: ${describePatch([item])}`,
      })),
  );
}

/** What a wish does, without its reason. */
const keyOf = ({ reason: _, ...item }: Patch[number] & { readonly reason?: string | undefined }): string =>
  JSON.stringify(item);

/** The same conversations in a new sandbox, in the other order, and behind others: what it keeps in variables, or draws by chance, is different. */
async function differences(
  plugin: LoadedPlugin,
  fixtures: readonly NamedFixture[],
  replayed: readonly ReplayedFixture[],
): Promise<TestProblem[]> {
  const second = await startReplay({ plugin });
  try {
    const problems: TestProblem[] = [];
    // What is kept on purpose, in storage, may well lead to something else.
    const [other] = plugin.manifest.permissions.storage === undefined ? fixtures : [];
    if (other) await second.conversation(turnsOf(other.fixture).slice(0, -1), 900);
    for (const [lane, { name, fixture }] of [...fixtures.entries()].reverse()) {
      const calls = await second.conversation(turnsOf(fixture), lane + 1);
      const first = replayed.find((each) => each.name === name)?.calls ?? [];
      const at = first.findIndex((call, index) => patchOf(call) !== patchOf(calls[index]));
      if (at >= 0)
        problems.push({
          what: "not-deterministic",
          where: placeOf(name, first[at]!),
          message:
            "a second run wished something else: a stage may not depend on chance, the time of day or other conversations",
        });
    }
    return problems;
  } finally {
    await second.close();
  }
}

const patchOf = (call: ReplayedCall | undefined): string => JSON.stringify(call?.judgement?.patch ?? call?.error);

async function fuzz(plugin: LoadedPlugin, { fixture }: NamedFixture): Promise<TestProblem[]> {
  const last = turnsOf(fixture).at(-1);
  if (!last) return [];
  const replayer = await startReplay({ plugin });
  try {
    const problems: TestProblem[] = [];
    for (const [index, [name, turn]] of fuzzTurns(last).entries()) {
      const calls = await replayer.turn(turn, 100 + index);
      for (const call of calls)
        for (const { message } of troubleOf(call, name).slice(0, 3))
          problems.push({ what: "fuzz", where: `${name}, ${call.hook}`, message });
      if (replayer.failed()) break;
    }
    return problems;
  } finally {
    await replayer.close();
  }
}
