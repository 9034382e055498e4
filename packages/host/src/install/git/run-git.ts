import { spawn } from "node:child_process";
import { devNull } from "node:os";
import { SourceTrouble } from "../remote/source-trouble.ts";

export interface RunGit {
  /** The program. */
  readonly program: string;
  /** An empty folder of ours: git's home. */
  readonly home: string;
  /** The one protocol that may be spoken: an address never leads to another (CVE-2015-7545 and its like). */
  readonly protocol: "https" | "ssh" | "file";
  readonly ms: number;
  readonly signal: AbortSignal;
}

const MOST_BYTES = 8 * 1_048_576;

/** Nothing that a repository, its server or the user's own settings name is run. */
const settings = [
  `core.hooksPath=${devNull}`,
  `core.attributesFile=${devNull}`,
  "core.fsmonitor=false",
  "core.symlinks=false",
  "core.protectNTFS=true",
  "core.protectHFS=true",
  "core.gitProxy=",
  "core.askPass=",
  "core.autocrlf=false",
  "core.quotePath=false",
  "credential.helper=",
  "fetch.fsckObjects=true",
  "transfer.fsckObjects=true",
  // One file whose growth can be watched, instead of thousands.
  "fetch.unpackLimit=1",
  "fetch.recurseSubmodules=false",
  "submodule.recurse=false",
  "transfer.bundleURI=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "init.templateDir=",
  "init.defaultBranch=main",
  "advice.detachedHead=false",
];

/** Runs git; what it prints, as bytes. Throws SourceTrouble with the first line of its complaint. */
export function runGit(args: readonly string[], { program, home, protocol, ms, signal }: RunGit): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...settings.flatMap((setting) => ["-c", setting]), ...args], {
      cwd: home,
      env: environment(home, protocol),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      // A group of its own: git starts helpers, and they end with it.
      detached: process.platform !== "win32",
    });
    const out: Buffer[] = [];
    let bytes = 0;
    let complaint = "";
    let ended: SourceTrouble | null = null;
    const end = (reason: string): void => {
      ended ??= new SourceTrouble(reason);
      if (child.pid === undefined) return;
      try {
        process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
      } catch {
        // It ended by itself meanwhile.
      }
    };
    const aborted = (): void => end(signal.reason instanceof SourceTrouble ? signal.reason.message : "it was stopped");
    const timer = setTimeout(() => end(`it took longer than ${Math.ceil(ms / 1_000)} s`), ms);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted, { once: true });
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) end("git says more than can be right");
      else out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString("utf8")).slice(0, 4_000);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      ended ??= new SourceTrouble(error.code === "ENOENT" ? "git is not installed" : error.message, null, error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      if (ended) reject(ended);
      else if (code === 0) resolve(Buffer.concat(out));
      else reject(new SourceTrouble(plain(complaint) || `git ended with ${code}`));
    });
  });
}

function environment(home: string, protocol: RunGit["protocol"]): Record<string, string> {
  const kept = ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", ...(protocol === "ssh" ? ["SSH_AUTH_SOCK"] : [])];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "false",
    GIT_ALLOW_PROTOCOL: protocol,
    GIT_SSH_COMMAND: "ssh -oBatchMode=yes -oStrictHostKeyChecking=yes -oProxyCommand=none -oPermitLocalCommand=no",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_LFS_SKIP_SMUDGE: "1",
  };
}

/** The line that says why. */
function plain(text: string): string {
  const lines = text.split("\n").filter(Boolean);
  const line = lines.find((each) => /^(?:fatal|error):/.test(each)) ?? lines[0] ?? "";
  return line.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, 300);
}
