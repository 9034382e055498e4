import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCli } from "@aperture/aperture/cli/run-cli";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Commands that ask the daemon and print: they start nothing, and wait for no signal. */
const asking: ReadonlySet<string> = new Set([
  ...["session", "blocks", "undo", "log", "pending", "stage", "checkpoint", "hold", "budget", "ledger", "trash"],
  ...["preset", "rule", "template", "trust", "api", "config"],
]);

/**
 * Most commands of a test need no process of their own: one takes a third of a second, and there are hundreds. The first of each kind, and all of them
 * with the full counts, are processes.
 */
export class InProcess {
  readonly #seen = new Set<string>();

  serves([first = "", second = ""]: readonly string[]): boolean {
    if (process.env.APERTURE_DEEP === "1" || !asking.has(first)) return false;
    const kind = `${first} ${second}`;
    const isKnown = this.#seen.has(kind);
    this.#seen.add(kind);
    return isKnown;
  }
}

/** A command line with nobody at a terminal, as a script has it. */
export async function cliInProcess(
  args: readonly string[],
  { env, cwd }: { readonly env: Readonly<Record<string, string | undefined>>; readonly cwd: string },
): Promise<Finished> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const code = await runCli(args, { env, cwd, stdin: Readable.from([]), stdout, stderr, exitCode: 0 });
  stdout.end();
  stderr.end();
  const [out, complaints] = await said;
  return { code, stdout: out, stderr: complaints };
}
