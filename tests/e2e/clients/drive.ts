import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SeenRequest, Upstream } from "../../support/upstreams/upstream.ts";
import type { Agent } from "./agent.ts";
import { prepareWork } from "./prepare-work.ts";
import type { Scenario } from "./scenario.ts";

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number | string;
  /** Files of the work folder, path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly requests: readonly SeenRequest[];
  /** WebSocket attempts that reached the upstream. */
  readonly upgrades: readonly string[];
  readonly milliseconds: number;
  /** From the start of the program to the arrival of its first model call, ms. */
  readonly firstCall: number | null;
  /** From the signal until the upstream's connection was closed; null where it was not cancelled, or never closed. */
  readonly closedAfter: number | null;
}

export interface Drive {
  readonly agent: Agent;
  readonly scenario: Scenario;
  /** The installed program. */
  readonly path: string;
  /** Where the agent is pointed at: the upstream itself, or Aperture. */
  readonly origin: string;
  readonly upstream: Upstream;
  /** Emptied before each run: both runs see the same paths. */
  readonly folder: string;
}

/** ms after which a run is given up. */
const patience = 60_000;

/** Runs the real program once, headless, with nothing of the surrounding environment but the path. */
export async function drive({ agent, scenario, path, origin, upstream, folder }: Drive): Promise<Outcome> {
  const home = join(folder, "home");
  const work = join(folder, "work");
  rmSync(folder, { recursive: true, force: true });
  prepareWork(home, work);
  const launch = agent.launch({ origin, prompt: scenario.prompt, home, work });
  for (const [name, text] of Object.entries(launch.files ?? {})) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  upstream.seen.length = 0;
  upstream.upgrades.length = 0;
  const start = performance.now();
  // A process group of its own, so that whatever the agent started ends with it.
  const child = spawn(path, launch.args, {
    cwd: work,
    env: { ...quietEnvironment(home), ...launch.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const gone = new Promise<number | string>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    child.once("error", (error) => resolve(error.message));
  });
  const giveUp = setTimeout(() => killGroup(child.pid), patience);
  const interrupted = scenario.cancel
    ? interruptWhenAnswering(agent, upstream, child.pid, gone)
    : Promise.resolve(null);
  const exit = await gone;
  clearTimeout(giveUp);
  const milliseconds = performance.now() - start;
  const signalAt = await interrupted;
  killGroup(child.pid);
  await sleep(scenario.cancel ? 300 : 50);
  const main = upstream.seen.find((request) => isMain(agent, request));
  const closedAt = main?.closedEarlyAt ?? null;
  return {
    stdout,
    stderr,
    exit,
    files: filesOf(work),
    requests: [...upstream.seen],
    upgrades: [...upstream.upgrades],
    milliseconds,
    firstCall: main ? main.at - start : null,
    closedAfter: signalAt === null || closedAt === null ? null : closedAt - signalAt,
  };
}

const isMain = (agent: Agent, request: SeenRequest) => agent.read(request)?.side === false;

/** The signal, 400 ms after the main request came: some events have been streamed by then, the end has not. */
async function interruptWhenAnswering(
  agent: Agent,
  upstream: Upstream,
  pid: number | undefined,
  gone: Promise<unknown>,
) {
  let ended = false;
  void gone.then(() => {
    ended = true;
  });
  while (!upstream.seen.some((request) => isMain(agent, request))) {
    if (ended) return null;
    await sleep(10);
  }
  await sleep(400);
  if (ended || pid === undefined) return null;
  const at = performance.now();
  // To the whole group, as Ctrl-C in a terminal does: some programs work in a child of their own.
  process.kill(-pid, "SIGINT");
  return at;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
}

/** Own home, nothing inherited that could point at a real provider, no updates, no telemetry; whatever still tries gets no way out. */
function quietEnvironment(home: string): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}`,
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "dumb",
    TZ: "UTC",
    GIT_CONFIG_GLOBAL: "/dev/null",
    HTTP_PROXY: "http://127.0.0.1:9",
    HTTPS_PROXY: "http://127.0.0.1:9",
    NO_PROXY: "127.0.0.1,localhost,::1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    DISABLE_AUTOUPDATER: "1",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
    NO_COLOR: "1",
  };
}

function filesOf(work: string): Record<string, string> {
  const names = readdirSync(work, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("/.git"))
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(names.toSorted().map((name) => [name.slice(work.length + 1), readFileSync(name, "utf8")]));
}
