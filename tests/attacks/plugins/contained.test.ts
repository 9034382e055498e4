import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Attack, hangs } from "../../support/hostile/attack.ts";
import { breachesOfReal, breachesOfWeak, type RealOutcome } from "../../support/hostile/contain.ts";
import { corpus, type Kind } from "../../support/hostile/corpus/corpus.ts";
import { createWorld, type StartedWorld } from "../../support/hostile/create-world.ts";
import { type RealHost, startRealHost } from "../../support/hostile/real-host.ts";
import { createWeakHost, type WeakHost } from "../../support/hostile/weak-host.ts";

/**
 * Contained (issue 4): hostile plugins in JavaScript and WebAssembly on the real program with its real functions, three at a time beside two
 * that mean no harm. An attack counts only where it gets what it wants of a host that holds nothing back.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
/** What never gets up takes the seconds that starting may take. */
const isWanted = ({ via, breach }: Attack): boolean => isDeep || via !== "load" || breach !== hangs;
/** A weak host that hangs has to be killed and started anew: so many times where time is short. */
const MOST_HUNG = isDeep ? 1_000 : 4;
/** The conversation grows with each attack, and modules of the corpus have room for 960 blocks of it. */
const rounds = isDeep ? 3 : 1;
const kinds = Object.keys(corpus) as Kind[];
const attacksOf = (kind: Kind): readonly Attack[] => corpus[kind].filter(isWanted);

/** What the issue asks of a request and of the loop, on a machine that has nothing else to do; printed beside what is measured. */
const WANTED = { beyondMs: 50, stallMs: 20 };
/** What holds wherever the tests run. */
const BOUND = { beyondMs: 1_500, stallMs: 100 };

let worlds: StartedWorld[];
let weak: WeakHost[];
let real: RealHost;
const counted: string[] = [];
const triedOnWeak = new Set<string>();
const outcomes: RealOutcome[] = [];

beforeAll(async () => {
  worlds = await Promise.all([createWorld(), createWorld(), createWorld()]);
  const [around, ...others] = worlds as [StartedWorld, ...StartedWorld[]];
  weak = others.map(({ world, connections }) => createWeakHost(world, connections));
  real = await startRealHost(around.world, around.connections);
});
afterAll(async () => {
  await Promise.all([real.close(), ...weak.map((host) => host.close())]);
  await Promise.all(worlds.map((world) => world.close()));
});

describe.each(kinds)("%s", (kind) => {
  test("nothing gets out, nobody else notices", { timeout: 300_000 }, async () => {
    const attacks = attacksOf(kind);
    const tried = [
      ...attacks.filter(({ breach }) => breach !== hangs),
      ...attacks.filter(({ breach }) => breach === hangs).slice(0, MOST_HUNG),
    ];
    const [breached] = await Promise.all([
      breachesOfWeak(weak, tried),
      (async () => {
        for (let round = 0; round < rounds; round++) {
          const outcome = await breachesOfReal(real, attacks);
          outcomes.push(outcome);
          expect(outcome.names).toEqual([]);
          expect(outcome.rounds.flatMap(({ troubles }) => troubles)).toEqual([]);
        }
      })(),
    ]);
    counted.push(...breached.names);
    for (const { name } of tried) triedOnWeak.add(name);
    // A kind whose attacks are none would prove nothing.
    expect(breached.names.length).toBeGreaterThanOrEqual(tried.length * 0.7);
  });
});

describe("altogether", () => {
  test("at least 60 of them do breach a host that holds nothing back", () => {
    const all = kinds.flatMap((kind) => [...attacksOf(kind)]);
    const harmless = all.filter(({ name }) => triedOnWeak.has(name) && !counted.includes(name));
    console.log(
      `contained: ${all.length} attacks, none of which breaches the real host; ${triedOnWeak.size} tried on the weak one, of which ${counted.length} breach it`,
    );
    if (harmless.length > 0) console.log(`  do not count: ${harmless.map(({ name }) => name).join("; ")}`);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(counted.length).toBeGreaterThanOrEqual(60);
    for (const runtime of ["js", "wasm"])
      expect(all.filter((each) => each.runtime === runtime && counted.includes(each.name)).length).toBeGreaterThan(15);
  });

  test("requests left in time, and the loop went on", () => {
    const all = outcomes.flatMap((outcome) => outcome.rounds);
    const beyond = all.map(({ tookMs, budgetMs }) => tookMs - budgetMs).sort((one, other) => one - other);
    const stalls = all.map(({ lag }) => lag.cpu).sort((one, other) => one - other);
    const [worst, stall] = [beyond.at(-1)!, stalls.at(-1)!];
    const late = beyond.filter((ms) => ms > WANTED.beyondMs).length;
    console.log(
      `  requests beyond the sum of the deadlines: median ${beyond[beyond.length >> 1]!.toFixed(0)} ms, worst ${worst.toFixed(0)} ms; ${late} of ${all.length} by more than ${WANTED.beyondMs} ms`,
    );
    console.log(
      `  the loop's own longest turn: ${stall.toFixed(1)} ms (${stall <= WANTED.stallMs ? "within" : "beyond"} ${WANTED.stallMs} ms); longest wait ${Math.max(...all.map(({ lag }) => lag.wall)).toFixed(0)} ms`,
    );
    expect(beyond[beyond.length >> 1]).toBeLessThanOrEqual(WANTED.beyondMs);
    expect(worst).toBeLessThan(BOUND.beyondMs);
    expect(stalls[Math.floor(stalls.length * 0.9)]).toBeLessThan(BOUND.stallMs);
  });
});
