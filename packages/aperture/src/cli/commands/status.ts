import type { Health } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";

/** `aperture status`: exit 0 while it runs, 7 when it does not. */
export const statusCommand = (context: CliContext): Command =>
  defineCommand(context, "status", "show what the running Aperture does", async ({ output, connect }) => {
    const { health } = await connect();
    output.data(health, () => describe(health));
  });

function describe(health: Health): string {
  const { requests } = health;
  const odd = [
    [requests.opaque, "not read"],
    [requests.failed, "failed"],
    [requests.cancelled, "cancelled"],
    [requests.failedOpen, "not recorded"],
  ] as const;
  const counts = odd.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return formatTable([
    ["status", health.status],
    ...health.problems.map((problem) => ["problem", problem]),
    ["version", health.version],
    ["process", `${health.pid}, since ${health.startedAt}`],
    ["mode", health.mode],
    ["proxy", `http://127.0.0.1:${health.ports.proxy}`],
    ["page", `http://127.0.0.1:${health.ports.api}`],
    ["home", health.home],
    ["requests", [`${requests.total}, ${requests.inFlight} running`, ...counts].join(", ")],
    ["last request", requests.lastAt ?? "none yet"],
    ["refused", `${health.gate.refused} by the gate (owner of a connection: ${health.gate.peerCheck})`],
    ...Object.entries(health.upstreams).map(([name, address]) => [`upstream ${name}`, address]),
  ]);
}
