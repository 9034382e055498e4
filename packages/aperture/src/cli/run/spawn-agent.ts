import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ApertureError } from "@aperture/sdk";

export interface SpawnAgentOptions {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Whether a terminal delivers Ctrl-C to the agent itself. */
  terminal: boolean;
}

const passed = ["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGCONT"] as const;
/** The terminal sends these to the whole foreground group; passing them on would deliver them twice. */
const fromTerminal = new Set<string>(["SIGINT", "SIGQUIT"]);

/**
 * Runs the agent on this process's own stdin, stdout and stderr. Signals that reach us reach the agent; we end when it
 * does. Resolves with its exit code, 128 + n after signal n. Throws `agent_not_found`.
 */
export function spawnAgent({ command, args, env, cwd, terminal }: SpawnAgentOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...env }, cwd });
    const handlers = passed.map((signal) => {
      const handler = () => void (terminal && fromTerminal.has(signal) ? undefined : child.kill(signal));
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    const finish = () => {
      for (const remove of handlers) remove();
    };
    child.once("error", (error: NodeJS.ErrnoException) => {
      finish();
      const reason = error.code === "ENOENT" ? "there is no such command on the PATH" : error.message;
      reject(new ApertureError("agent_not_found", { command, reason }, { cause: error }));
    });
    child.once("exit", (code, signal) => {
      finish();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 1));
    });
  });
}
