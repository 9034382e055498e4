import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface StoreProcess {
  readonly process: ChildProcess;
  /** The lines reported so far. */
  readonly lines: string[];
  /** Resolves with the line number `index` (0-based); rejects when the process ends before it. */
  line(index: number): Promise<string>;
  /** kill -9; resolves when the process is gone and everything it had reported is in `lines`. */
  kill(): Promise<void>;
  ended: Promise<void>;
}

interface Options {
  readonly uid?: number;
  /** Largest size of a file in the shell's blocks (`ulimit -f`, 512 or 1,024 bytes): writing beyond it is an I/O error. */
  readonly fileLimit?: number;
  /** The file beside this one that it runs; default: store-child.ts. */
  readonly program?: string;
}

/** Starts store-child.ts, or another such file, with these arguments. */
export function startStoreProcess(
  parts: readonly string[],
  { uid, fileLimit, program: name = "store-child.ts" }: Options = {},
): StoreProcess {
  const child = fileURLToPath(new URL(name, import.meta.url));
  const command = [process.execPath, child, ...parts];
  const limited =
    fileLimit === undefined ? command : ["sh", "-c", `ulimit -S -f ${fileLimit}; exec "$@"`, "sh", ...command];
  const [program = "", ...rest] = limited;
  const started = spawn(program, rest, {
    stdio: ["pipe", "pipe", "inherit"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const check of [...waiting]) check();
  };
  const reader = createInterface({ input: started.stdout });
  reader.on("line", (line) => {
    lines.push(line);
    wake();
  });
  const ended = Promise.all([
    new Promise((resolve) => started.once("exit", resolve)),
    new Promise((resolve) => reader.once("close", resolve)),
  ]).then(() => {
    over = true;
    wake();
  });
  return {
    process: started,
    lines,
    ended,
    line: (index) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const line = lines[index];
          if (line === undefined && !over) return;
          waiting.delete(check);
          if (line === undefined) reject(new Error(`the process ended after ${lines.length} lines`));
          else resolve(line);
        };
        waiting.add(check);
        check();
      }),
    async kill() {
      started.kill("SIGKILL");
      await ended;
    },
  };
}

/** Says why a part of a test is left out on this machine; fails where everything is required. */
export function skip(why: string): void {
  if (process.env.APERTURE_REQUIRE_ALL) throw new Error(`required, but ${why}`);
  console.log(`skipped: ${why}`);
}
