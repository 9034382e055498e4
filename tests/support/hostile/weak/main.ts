import { readdirSync } from "node:fs";
import type { Observed, World } from "../attack.ts";
import { attackNamed } from "../corpus/corpus.ts";
import { realmDamage } from "../realm-damage.ts";
import { runWeakModule } from "./run-weak-module.ts";
import { runWeakScript } from "./run-weak-script.ts";
import { createWeakState } from "./weak-state.ts";

/**
 * The host that the attacks are tried on first: no sandbox, no deadline, no bound, no check. What gets through here and not through the real one,
 * the real one held back. Takes the name of an attack, and tells what became of it; the process may die of any of them.
 */
export interface WeakAnswer {
  readonly observed: Observed;
  /** This realm is not what it was: the next attack needs another one. */
  readonly isSpoilt: boolean;
}

const { stringify } = JSON;
const send = process.send!.bind(process);

async function run(name: string, world: World): Promise<WeakAnswer> {
  const attack = attackNamed(name);
  const state = createWeakState(world);
  const made = readdirSync(world.made).length;
  const started = performance.now();
  let answer: unknown = null;
  try {
    const entry = attack.entry(world);
    answer =
      typeof entry === "string" ? await runWeakScript(attack, entry, state) : await runWeakModule(attack, entry, state);
    measure(answer);
  } catch (error) {
    state.damage[state.damage.length] = `the host's own error: ${error instanceof Error ? error.name : typeof error}`;
  }
  const realm = realmDamage();
  const files = readdirSync(world.made).length === made ? [] : ["a file was made"];
  const shown = attack.via === "panel" || attack.via === "serve" ? stringify(answer) : "";
  return {
    isSpoilt: realm.length > 0,
    observed: {
      said: `${state.said.join("\n")}\n${typeof answer === "string" ? answer : shortJson(answer)}\n${[...state.stored.keys()].join()}`,
      shown,
      sent: shortJson(state.request),
      damage: [...state.damage, ...realm, ...files],
      lateMs: Math.max(0, performance.now() - started - Math.max(500, attack.deadlineMs)),
      reached: 0,
      lines: state.said.length,
      events: state.events,
    },
  };
}

/** How deep an answer is: as a host looks through it that never met a hostile one. */
function measure(value: unknown): number {
  return typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(measure)) : 0;
}

function shortJson(value: unknown): string {
  try {
    return stringify(value) ?? "";
  } catch {
    return "";
  }
}

process.on("message", ({ name, world }: { name: string; world: World }) => {
  send({ begun: name });
  void (async () => send(await run(name, world)))();
});
send({ ready: true });
