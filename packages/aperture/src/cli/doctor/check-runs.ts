import type { ApertureClient } from "@aperture/sdk";
import { anyCommand } from "../agents/any-command.ts";
import { findAgent } from "../agents/find-agent.ts";
import type { CliContext } from "../cli-context.ts";
import { sessionSpoke } from "../run/check-arrival.ts";
import { surroundingsOf } from "../run/prepare-launch.ts";
import { type RunEntry, readRuns } from "../run/run-ledger.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** The newest run of each agent: did its requests arrive, and if not, why. */
export async function checkRuns(
  home: string,
  context: Pick<CliContext, "env" | "cwd">,
  client: ApertureClient | undefined,
): Promise<Finding[]> {
  const newest = new Map<string, RunEntry>();
  for (const run of readRuns(home)) if (!newest.has(run.agent)) newest.set(run.agent, run);
  const findings: Finding[] = [];
  for (const run of newest.values()) findings.push(await checkRun(run, context, client));
  return findings.length > 0 ? findings : [ok("runs", "no agent has been run yet: `aperture run claude`")];
}

async function checkRun(
  run: RunEntry,
  context: Pick<CliContext, "env" | "cwd">,
  client: ApertureClient | undefined,
): Promise<Finding> {
  const check = `run ${run.agent}`;
  // What the run itself saw counts: its session may have been removed since.
  const arrived = run.arrived === true || (client !== undefined && (await spoke(client, run)));
  if (arrived) return ok(check, `requests of ${run.label} arrived`);
  if (run.endedAt === null) return ok(check, `${run.label} is running, or was killed; nothing has arrived so far`);
  if (run.arrived === null) return ok(check, `it is not known whether requests of ${run.label} arrived`);
  const agent = findAgent(run.agent) ?? anyCommand(run.agent);
  // Its arguments are not kept; what they explain, the run itself has said.
  const reasons = agent.explainSilence(surroundingsOf({ env: context.env, cwd: run.project }, []));
  const given = run.argumentCount === 1 ? "1 argument" : `${run.argumentCount} arguments`;
  return warn(
    check,
    `the agent ran (${run.label}, ${run.startedAt}, ${given}), 0 requests arrived`,
    `likely: ${reasons.join("; or: ")}`,
  );
}

async function spoke(client: ApertureClient, run: RunEntry): Promise<boolean> {
  try {
    return await sessionSpoke(client, run.label, run.startedAt);
  } catch {
    return false;
  }
}
