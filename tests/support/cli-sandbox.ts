import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { processIdentity } from "@aperture/aperture/daemon/process-identity";
import { type RunFile, readRunFile } from "@aperture/aperture/daemon/run-file";
import { cliInProcess, type Finished, InProcess } from "./cli-in-process.ts";
import { freePorts } from "./free-ports.ts";

const launcher = fileURLToPath(new URL("../../bin/aperture", import.meta.url));
const fakeAgent = fileURLToPath(new URL("fake-agent.ts", import.meta.url));

interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it wrote to stdout and stderr so far. */
  output(): string;
}

interface CliOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** A machine of its own: a user's home, Aperture's home, a PATH with fake agents, two ports. */
export interface Sandbox {
  readonly root: string;
  readonly userHome: string;
  readonly home: string;
  readonly project: string;
  readonly ports: { readonly proxy: number; readonly api: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs a command line to its end: `bin/aperture`, or in this process what only asks the daemon and was a process before. */
  cli(args: readonly string[], options?: CliOptions): Promise<Finished>;
  start(args: readonly string[], options?: CliOptions): Started;
  /** A program on the sandbox's PATH. */
  install(name: string, script: string): void;
  runFile(): RunFile | undefined;
  close(): Promise<void>;
}

/** Nothing of the machine's own environment is taken along but where programs are: keys and proxies would change results. */
export async function createSandbox(extra: Readonly<Record<string, string>> = {}): Promise<Sandbox> {
  const root = mkdtempSync(join(tmpdir(), "aperture-cli-"));
  const [userHome, bin, project] = [join(root, "user"), join(root, "bin"), join(root, "shop")] as const;
  for (const folder of [userHome, bin, project]) mkdirSync(folder);
  const home = join(userHome, ".aperture");
  const [proxy, api] = (await freePorts(2)) as [number, number];
  const env: Record<string, string | undefined> = {
    PATH: [bin, dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    HOME: userHome,
    TMPDIR: tmpdir(),
    APERTURE_HOME: home,
    APERTURE_PORT: String(proxy),
    APERTURE_API_PORT: String(api),
    ...extra,
  };
  const children = new Set<ChildProcess>();
  const inProcess = new InProcess();

  const install = (name: string, script: string): void => {
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  };
  for (const name of ["claude", "codex", "opencode", "gemini", "other-agent"]) {
    install(
      name,
      `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${fakeAgent}" ${name} "$@"\n`,
    );
  }

  const start = (args: readonly string[], options: CliOptions = {}): Started => {
    const child = spawn(launcher, args, {
      env: { ...env, ...options.env },
      cwd: options.cwd ?? project,
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        children.delete(child);
        resolve({ code: code ?? (signal ? -1 : 1), stdout, stderr });
      });
    });
    return { child, finished, output: () => stdout + stderr };
  };

  return {
    root,
    userHome,
    home,
    project,
    ports: { proxy, api },
    env,
    cli: (args, options = {}) =>
      inProcess.serves(args)
        ? cliInProcess(args, { env: { ...env, ...options.env }, cwd: options.cwd ?? project })
        : start(args, options).finished,
    start,
    install,
    runFile: () => readRunFile(home),
    async close() {
      for (const child of children) child.kill("SIGKILL");
      const run = readRunFile(home);
      if (run && (await processIdentity(run.pid)) === run.identity) process.kill(run.pid, "SIGKILL");
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the last line of an agent's or command's output says as JSON. */
export const lastJson = <T>(text: string): T => JSON.parse(text.trim().split("\n").at(-1) ?? "") as T;

export const readText = (...path: string[]): string => readFileSync(join(...path), "utf8");
