import type { Config } from "../../config/config.ts";
import { probePort } from "../../daemon/probe-port.ts";
import { readRunFile } from "../../daemon/run-file.ts";
import type { Launch } from "../agents/agent.ts";
import type { Invocation } from "../define-command.ts";
import { portFlags, startOrJoin } from "./ensure-daemon.ts";
import { spawnAgent } from "./spawn-agent.ts";
import { type DaemonEvent, superviseDaemon } from "./supervise-daemon.ts";

export interface RunSupervisedOptions {
  launch: Launch;
  invocation: Pick<Invocation, "context" | "output">;
  config: Config;
  ports: { proxy: number; api: number };
  /** The daemon's environment, should it have to be started again. */
  daemonEnv: Readonly<Record<string, string | undefined>>;
}

/** The agent with the daemon looked after; resolves with the agent's exit code. */
export async function runSupervised(options: RunSupervisedOptions): Promise<number> {
  const { launch, config, ports, daemonEnv } = options;
  const { context, output } = options.invocation;
  const ended = new AbortController();
  // An agent's screen must not be written into: on a terminal, what happened is told when it has ended.
  const later: string[] = [];
  const tell = (event: DaemonEvent) => {
    const message = describe(event, ports.proxy);
    if (context.stderr.isTTY) later.push(message);
    else output.warn(message);
  };
  const supervised = superviseDaemon({
    probe: () => probePort(ports.proxy, 1_000),
    wanted: () => readRunFile(config.home)?.state === "running",
    restart: () => startOrJoin(config, portFlags(ports), daemonEnv),
    tell,
    signal: ended.signal,
  });
  try {
    return await spawnAgent({
      command: launch.command,
      args: launch.args,
      env: { ...context.env, ...launch.env },
      cwd: context.cwd,
      terminal: context.stdin.isTTY === true,
    });
  } finally {
    ended.abort();
    await supervised;
    for (const message of later) output.warn(message);
  }
}

function describe(event: DaemonEvent, port: number): string {
  switch (event.kind) {
    case "died":
      return `Aperture died; starting it again on port ${port}`;
    case "restarted":
      return `Aperture runs again on port ${port} (after ${event.after} ms)`;
    case "restart-failed":
      return `Aperture could not be started again: ${event.reason}`;
    case "stopped":
      return "Aperture was stopped while the agent ran; it is not started again";
  }
}
