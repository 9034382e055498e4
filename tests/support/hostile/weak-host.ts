import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Attack, canaries, hangs, LATE_MS, type Observed, type World } from "./attack.ts";
import type { WeakAnswer } from "./weak/main.ts";

/** Attacks on a host that holds nothing back; each may take its process with it. */
export interface WeakHost {
  run(attack: Attack): Promise<Observed>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL("./weak/main.ts", import.meta.url));
/** Behind its deadline what is to hang has hung, ms; what is to do something else may be slow. */
const PATIENCE_MS = { hangs: 200, other: 5_000 };

const nothing: Observed = { said: "", shown: "", sent: "", damage: [], lateMs: 0, reached: 0, lines: 0, events: [] };

/** `connections`: how many the world's listener has seen. */
export function createWeakHost(world: World, connections: () => number): WeakHost {
  // The next one starts while this one works.
  let spare = start();
  let current: ChildProcess | undefined;

  async function take(): Promise<ChildProcess> {
    if (current === undefined) {
      current = await spare;
      spare = start();
    }
    return current;
  }
  function drop(): void {
    current?.kill("SIGKILL");
    current = undefined;
  }

  return {
    async run(attack) {
      const child = await take();
      const before = connections();
      const patience = attack.breach === hangs ? PATIENCE_MS.hangs : PATIENCE_MS.other;
      const deadline = attack.deadlineMs + patience;
      const outcome = await new Promise<WeakAnswer | "died" | "late">((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const done = (what: WeakAnswer | "died" | "late"): void => {
          clearTimeout(timer);
          child.removeAllListeners();
          resolve(what);
        };
        child.on("message", (message: WeakAnswer | { readonly begun: string }) => {
          if ("begun" in message) timer = setTimeout(() => done("late"), deadline);
          else done(message);
        });
        child.on("exit", () => done("died"));
        child.send({ name: attack.name, world });
      });
      // A connection may be heard of later than what was made over it.
      if (attack.via === "action") await sleep(5);
      const reached = connections() - before;
      if (outcome === "died" || outcome === "late") {
        drop();
        return { ...nothing, reached, lateMs: outcome === "died" ? Number.POSITIVE_INFINITY : LATE_MS + 1 };
      }
      if (outcome.isSpoilt) drop();
      return { ...outcome.observed, reached };
    },
    async close() {
      drop();
      (await spare).kill("SIGKILL");
    },
  };
}

/** Ready to be attacked. */
async function start(): Promise<ChildProcess> {
  const child = fork(program, {
    // A bound for the machine's sake.
    execArgv: ["--max-old-space-size=512", "--disable-warning=ExperimentalWarning"],
    env: { PATH: process.env.PATH, APERTURE_TEST_CANARY: canaries.environment },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  await once(child, "message");
  return child;
}
