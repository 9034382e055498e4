import { writeSync } from "node:fs";

/** A line to whoever started this process, at once: nothing may be buffered where it is about to be killed. A full pipe is waited for. */
export function report(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
  }
}
