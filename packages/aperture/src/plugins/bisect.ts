import type { PluginHost } from "@aperture/host/host/plugin-host";
import { ApertureError, type BisectPlugins, type PluginBisect } from "@aperture/sdk";

type Step = BisectPlugins["step"];

export interface Bisect {
  /** One step after the other, whoever asks. Throws `bisect_impossible`, with nothing changed. */
  step(step: Step): Promise<PluginBisect>;
}

/** A search under way. */
interface Search {
  /** What was running when it began, in the host's order. */
  readonly started: readonly string[];
  /** Running plugins that stay on: what protects must not end because somebody looks for a culprit. */
  readonly kept: readonly string[];
  /** The culprit is one of these, if it is a single plugin at all. */
  readonly suspects: readonly string[];
  /** Suspects that run now; never empty while it asks. */
  readonly on: readonly string[];
}

type Verdict =
  | { readonly kind: "ask"; readonly suspects: readonly string[]; readonly on: readonly string[] }
  | { readonly kind: "found"; readonly culprit: string }
  | { readonly kind: "innocent" };

/**
 * Which plugin is at fault, by halves: the state is kept here and ends with the program. What is turned off is turned off by the host as a
 * user does it, so it stays off over a restart; every answer says what is off.
 */
export function createBisect(host: Pick<PluginHost, "safeMode" | "list" | "enable" | "disable" | "blocks">): Bisect {
  let search: Search | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  async function take(step: Step): Promise<PluginBisect> {
    switch (step) {
      case "start":
        return start();
      case "good":
      case "bad":
        return answer(step);
      case "stop":
        return end(running(), "idle", null);
    }
  }

  function running(): Search {
    if (search === null) throw impossible("no search is under way; begin with `start`");
    return search;
  }

  async function start(): Promise<PluginBisect> {
    if (host.safeMode) throw new ApertureError("plugins_off", { why: "safe mode" });
    if (search !== null) throw impossible("a search is under way; answer `good` or `bad`, or `stop` it");
    const started = host
      .list()
      .filter(({ state }) => state === "running" || state === "starting")
      .map(({ id }) => id);
    const protecting = new Set(host.blocks());
    const kept = started.filter((id) => protecting.has(id));
    const suspects = started.filter((id) => !protecting.has(id));
    if (suspects.length === 0) throw impossible("no plugin that may be turned off is running");
    return ask({ started, kept, suspects, on: half(suspects) });
  }

  async function answer(said: "good" | "bad"): Promise<PluginBisect> {
    const current = running();
    const verdict = judge(current, said);
    switch (verdict.kind) {
      case "ask":
        return ask({ ...current, suspects: verdict.suspects, on: verdict.on });
      case "found":
        return end(current, "found", verdict.culprit);
      case "innocent":
        return end(current, "innocent", null);
    }
  }

  /** What was cleared stays off too: a culprit must show itself without help. */
  async function ask(next: Search): Promise<PluginBisect> {
    search = next;
    const troubles = await set(next, new Set([...next.kept, ...next.on]));
    return tell("asking", next, { suspects: next.suspects, on: next.on, culprit: null, troubles });
  }

  async function end(ending: Search, state: PluginBisect["state"], culprit: string | null): Promise<PluginBisect> {
    const troubles = await set(ending, new Set(ending.started.filter((id) => id !== culprit)));
    search = null;
    return tell(state, ending, { suspects: [], on: [], culprit, troubles });
  }

  /** Turns what was running at the start on or off. One that fails (it was removed, it will not start) hinders none of the others. */
  async function set(of: Search, wanted: ReadonlySet<string>): Promise<PluginBisect["troubles"]> {
    const troubles: PluginBisect["troubles"] = [];
    const states = new Map(host.list().map(({ id, state }) => [id, state]));
    for (const id of of.started) {
      const isOn = states.get(id) === "running" || states.get(id) === "starting";
      if (isOn === wanted.has(id)) continue;
      try {
        await (wanted.has(id) ? host.enable(id) : host.disable(id));
      } catch (error) {
        troubles.push({ plugin: id, message: ApertureError.is(error) ? error.message : "it failed" });
      }
    }
    return troubles;
  }

  function tell(
    state: PluginBisect["state"],
    of: Search,
    now: Pick<PluginBisect, "culprit" | "troubles"> & { suspects: readonly string[]; on: readonly string[] },
  ): PluginBisect {
    const states = new Map(host.list().map(({ id, state: current }) => [id, current]));
    return {
      ...now,
      state,
      suspects: [...now.suspects],
      on: [...now.on],
      off: of.started.filter((id) => states.get(id) === "disabled"),
      kept: [...of.kept],
      stepsLeft: stepsLeft(now.suspects.length),
    };
  }

  return {
    step(step) {
      const done = turn.then(() => take(step));
      turn = done.catch(() => {});
      return done;
    },
  };
}

/** One suspect alone is not yet guilty: it was only never on when all was well. So it is asked about by itself. */
function judge({ suspects, on }: Search, said: "good" | "bad"): Verdict {
  const left = said === "bad" ? on : suspects.filter((id) => !on.includes(id));
  const [only, ...others] = left;
  if (only === undefined) return { kind: "innocent" };
  if (said === "bad" && others.length === 0) return { kind: "found", culprit: only };
  return { kind: "ask", suspects: left, on: half(left) };
}

const halfOf = (length: number): number => Math.max(1, Math.floor(length / 2));
const half = (suspects: readonly string[]): readonly string[] => suspects.slice(0, halfOf(suspects.length));

/** Answers that are needed at most. */
function stepsLeft(suspects: number): number {
  if (suspects === 0) return 0;
  const on = halfOf(suspects);
  return 1 + Math.max(on === 1 ? 0 : stepsLeft(on), stepsLeft(suspects - on));
}

const impossible = (reason: string): ApertureError => new ApertureError("bisect_impossible", { reason });
