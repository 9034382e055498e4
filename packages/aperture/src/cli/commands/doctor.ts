import type { Command } from "commander";
import { configPath } from "../../config/config-file.ts";
import { type Daemon, findDaemon } from "../../daemon/find-daemon.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, type Invocation } from "../define-command.ts";
import { checkDaemon } from "../doctor/check-daemon.ts";
import { checkEnvironment } from "../doctor/check-environment.ts";
import { checkHome } from "../doctor/check-home.ts";
import { checkPlugins } from "../doctor/check-plugins.ts";
import { checkProgram } from "../doctor/check-program.ts";
import { checkRuns } from "../doctor/check-runs.ts";
import { checkUpstreams } from "../doctor/check-upstreams.ts";
import { type Finding, ok } from "../doctor/finding.ts";
import { describeFailure, exitCodes } from "../exit-codes.ts";

/** `aperture doctor`: every check with its result and what to do. Exit 1 when one failed; warnings do not count. */
export const doctorCommand = (context: CliContext): Command =>
  defineCommand(context, "doctor", "find out why something does not work", async (invocation) => {
    const findings = await examine(invocation);
    const failed = findings.some((finding) => finding.level === "fail");
    invocation.output.data({ ok: !failed, findings }, () => findings.map(line).join("\n"));
    if (failed) context.exitCode = exitCodes.failure;
  });

/** Later checks need what earlier ones found; a configuration that cannot be read ends the examination (exit 2). */
async function examine({ context, config: read }: Invocation): Promise<Finding[]> {
  const config = read();
  const found = await look(() => findDaemon(config));
  const daemon = found instanceof Error ? undefined : found;
  const health = daemon?.kind === "running" ? daemon.health : undefined;
  const ports = health?.ports ?? { proxy: config.port, api: config.apiPort };
  const client = daemon?.kind === "running" ? daemon.client : undefined;
  return [
    ...checkProgram(),
    ok("config", configPath(config.home)),
    ...checkHome(config.home),
    ...(found instanceof Error ? [unseen(found)] : await checkDaemon(config, found)),
    ...checkUpstreams(health?.upstreams ?? { ...config.upstreams }, ports),
    ...checkEnvironment(context.env, ports, health !== undefined),
    ...(await checkPlugins(client)),
    ...(await checkRuns(config.home, context, client)),
  ];
}

/** An unsafe token file is a finding of its own (checkHome), not the end of the examination. */
async function look(work: () => Promise<Daemon>): Promise<Daemon | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

const unseen = (error: Error): Finding => ({
  level: "fail",
  check: "daemon",
  message: `it cannot be asked: ${describeFailure(error).message}`,
  fix: "see the other lines",
});

function line({ level, check, message, fix }: Finding): string {
  return `${level.padEnd(4)}  ${check}: ${message}${fix === undefined ? "" : `\n      → ${fix}`}`;
}
