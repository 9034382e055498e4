import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface DaemonOptions {
  /** Where each provider's requests go; the others lead nowhere, so that nothing ever leaves the machine. */
  readonly upstreams: { readonly anthropic?: string; readonly openai?: string; readonly gemini?: string };
  /** Flags of Node itself, such as `--cpu-prof`. */
  readonly execArgv?: readonly string[];
}

export interface Daemon {
  readonly pid: number;
  readonly home: string;
  /** `http://127.0.0.1:<port>` of the proxy and of the API. */
  readonly proxy: string;
  readonly proxyPort: number;
  readonly api: string;
  readonly apiPort: number;
  /** Drains, ends the process and removes its home. */
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, "../..");
const nowhere = "http://127.0.0.1:9";

/** The real program, as `aperture start` runs it, on free ports and a home of its own. Throws with its output when it dies. */
export async function startDaemon(options: DaemonOptions): Promise<Daemon> {
  const home = mkdtempSync(join(tmpdir(), "aperture-"));
  // As bin/aperture starts it.
  const flags = ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", ...(options.execArgv ?? [])];
  const child = spawn(process.execPath, [...flags, "packages/aperture/src/cli/main.ts", "start"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      APERTURE_HOME: home,
      APERTURE_PORT: "0",
      APERTURE_API_PORT: "0",
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
  const ports = await portsOf(child, home, () => output);
  return {
    pid: child.pid!,
    home,
    proxy: `http://127.0.0.1:${ports.proxy}`,
    proxyPort: ports.proxy,
    api: `http://127.0.0.1:${ports.api}`,
    apiPort: ports.api,
    stop: () => stop(child, home),
  };
}

/** The running program writes its ports into its home. */
async function portsOf(child: ChildProcess, home: string, output: () => string) {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    try {
      const run = JSON.parse(readFileSync(join(home, "run.json"), "utf8")) as { ports: { proxy: number; api: number } };
      return run.ports;
    } catch {
      await sleep(20);
    }
  }
  await stop(child, home);
  throw new Error(`aperture did not start (exit code ${child.exitCode}):\n${output()}`);
}

async function stop(child: ChildProcess, home: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), 15_000);
    await gone;
    clearTimeout(killer);
  }
  rmSync(home, { recursive: true, force: true });
}
