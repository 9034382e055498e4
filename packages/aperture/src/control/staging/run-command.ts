import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** Bytes of output that are kept; a command that says more is ended. */
const MOST_OUTPUT = 200_000;
/** ms */
const LONGEST = 30_000;
/** Once the shell has ended its pipes are read for this long, ms: a child that left the group keeps them open. */
const LINGER = 200;
/** What a command sees of Aperture's environment: nothing that may hold a key. */
const passed = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ"] as const;

export interface RunCommandOptions {
  readonly command: string;
  /** The project's folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly longest?: number;
}

/**
 * What a shell command says on stdout and stderr, as one would read it in a terminal; at its end stands how it ended where that was
 * not well. It has 30 s and 200 KB, no input, and no variable that may hold a secret; what it started ends with it. Rejects where
 * it cannot be started.
 */
export function runCommand({ command, folder, env, longest = LONGEST }: RunCommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const visible = passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
    const child = spawn("/bin/sh", ["-c", command], {
      cwd: folder,
      env: { ...Object.fromEntries(visible), TERM: "dumb", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: a pipeline, and what it leaves in the background, is ended as one.
      detached: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let ended: string | null = null;
    const endAll = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // The group has gone by itself.
      }
    };
    const timer = setTimeout(() => {
      ended = `ended after ${longest / 1_000} s`;
      endAll();
    }, longest);
    const take = (chunk: Buffer): void => {
      if (bytes < MOST_OUTPUT) chunks.push(chunk.subarray(0, MOST_OUTPUT - bytes));
      bytes += chunk.length;
      if (bytes <= MOST_OUTPUT || ended !== null) return;
      ended = `cut after ${MOST_OUTPUT / 1_000} KB`;
      endAll();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("exit", () => {
      endAll();
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, LINGER);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const said = stripVTControlCharacters(Buffer.concat(chunks).toString("utf8").toWellFormed()).trimEnd();
      const how = ended ?? (code === 0 ? null : code === null ? `ended by ${signal}` : `exit code ${code}`);
      resolve([said, how === null ? "" : `[${how}]`].filter((part) => part !== "").join("\n"));
    });
  });
}
