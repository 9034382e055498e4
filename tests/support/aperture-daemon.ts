import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readRunFile } from "@aperture/aperture/daemon/run-file";

export interface DaemonOptions {
  /** Where each provider's requests go; the others lead nowhere, so that nothing ever leaves the machine. */
  readonly upstreams: { readonly anthropic?: string; readonly openai?: string; readonly gemini?: string };
  /** Flags of Node itself, such as `--cpu-prof`. */
  readonly execArgv?: readonly string[];
  /** An existing folder that outlives the daemon, so that another one can be started on it; default: a new one. */
  readonly home?: string;
  /** To be found again after a restart; default: free ones. */
  readonly ports?: { readonly proxy: number; readonly api: number };
}

export interface Daemon {
  readonly pid: number;
  readonly home: string;
  /** `http://127.0.0.1:<port>` of the proxy and of the API. */
  readonly proxy: string;
  readonly proxyPort: number;
  readonly api: string;
  readonly apiPort: number;
  /** Drains, ends the process and removes its home, unless the home was given. */
  stop(): Promise<void>;
  /** kill -9; resolves when the process is gone. Its home stays as it is. */
  kill(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");
const nowhere = "http://127.0.0.1:9";

/** The real program, as `aperture start` runs it, on free ports and a home of its own. Throws with its output when it dies. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), "aperture-"));
  const clear = () => {
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };
  // As bin/aperture starts it.
  const flags = ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", ...(options.execArgv ?? [])];
  const child = spawn(process.execPath, [...flags, "packages/aperture/src/cli/main.ts", "start"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      APERTURE_HOME: home,
      APERTURE_PORT: String(options.ports?.proxy ?? 0),
      APERTURE_API_PORT: String(options.ports?.api ?? 0),
      APERTURE_UPSTREAM_ANTHROPIC: options.upstreams.anthropic ?? nowhere,
      APERTURE_UPSTREAM_OPENAI: options.upstreams.openai ?? nowhere,
      APERTURE_UPSTREAM_GEMINI: options.upstreams.gemini ?? nowhere,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-8_000);
    });
  }
  const ports = await portsOf(child, home);
  if (!ports) {
    await end(child, "SIGTERM");
    clear();
    throw new Error(`aperture did not start (exit code ${child.exitCode}):\n${output}`);
  }
  return {
    pid: child.pid!,
    home,
    proxy: `http://127.0.0.1:${ports.proxy}`,
    proxyPort: ports.proxy,
    api: `http://127.0.0.1:${ports.api}`,
    apiPort: ports.api,
    async stop() {
      await end(child, "SIGTERM");
      clear();
    },
    kill: () => end(child, "SIGKILL"),
  };
}

/** The running program writes its ports into its home; a file that a killed one left there is not its. */
async function portsOf(child: ChildProcess, home: string) {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const run = readRunFile(home);
    if (run?.pid === child.pid) return run?.ports;
    await sleep(20);
  }
  return undefined;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
  await gone;
  clearTimeout(killer);
}
