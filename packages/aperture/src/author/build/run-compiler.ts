import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import type { Environment } from "./compilers.ts";

export interface CompilerRun {
  /** False: no such program; the others say nothing then. */
  readonly found: boolean;
  readonly ok: boolean;
  /** What it said, on either stream. */
  readonly said: string;
}

/** Milliseconds. */
const giveUp = 60_000;

/** Runs a compiler of another language in the plugin's folder; also one that the author installed there. Gives up after a minute. */
export function runCompiler(
  command: string,
  argv: readonly string[],
  folder: string,
  env: Environment,
): Promise<CompilerRun> {
  return new Promise((resolve) => {
    const path = [join(folder, "node_modules", ".bin"), env.PATH ?? ""].join(delimiter);
    const child = spawn(command, [...argv], {
      cwd: folder,
      env: { ...env, PATH: path, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    // Not spawn's own `timeout`: it is left running where there is no such program, and held `aperture plugin test` up for that minute.
    const timer = setTimeout(() => child.kill(), giveUp);
    const end = (run: CompilerRun) => {
      clearTimeout(timer);
      resolve(run);
    };
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        said = (said + text).slice(0, 100_000);
      });
    child.on("error", (error: NodeJS.ErrnoException) =>
      end({ found: error.code !== "ENOENT", ok: false, said: error.message }),
    );
    child.on("close", (code) => end({ found: true, ok: code === 0, said }));
  });
}
