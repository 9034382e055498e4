import { ApertureError } from "@aperture/sdk";
import type { Command } from "commander";
import { findDaemon } from "../../daemon/find-daemon.ts";
import { prepareHome } from "../../daemon/prepare-home.ts";
import type { Agent } from "../agents/agent.ts";
import { anyCommand } from "../agents/any-command.ts";
import { agents, findAgent } from "../agents/find-agent.ts";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, type Invocation, text } from "../define-command.ts";
import { describeFailure } from "../exit-codes.ts";
import { presetNotices } from "../library/preset-notices.ts";
import { checkArrival } from "../run/check-arrival.ts";
import { chooseUpstreams } from "../run/choose-upstreams.ts";
import { ensureDaemon } from "../run/ensure-daemon.ts";
import { expectedAddress, prepareLaunch, surroundingsOf } from "../run/prepare-launch.ts";
import { checkLabel, newLabel } from "../run/run-label.ts";
import { noteRun, type RunEntry } from "../run/run-ledger.ts";
import { runSupervised } from "../run/run-supervised.ts";
import { projectHere } from "./library/operands.ts";

const names = agents.map((agent) => agent.name).join(", ");

/** `aperture run <agent>`: one agent through Aperture; only that process's environment and flags are set. */
export const runCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "run <agent> [args...]",
    `run an agent through Aperture: ${names}, or -- command`,
    (invocation, options, operands) =>
      run(invocation, { label: text(options.label), preset: text(options.preset) }, operands),
  )
    .option(
      "--preset <name>",
      "what its session begins with (default: APERTURE_PRESET, else as configured; `none`: nothing)",
    )
    .option("--label <name>", "name of the run's session and path tag (default: run-<agent>-<letters>)")
    .passThroughOptions()
    .addHelpText(
      "after",
      `
Options of Aperture go before the agent, the agent's own behind it:
  aperture run --label fix-login claude -p "fix the login"
  aperture run -- node my-agent.js      sets ANTHROPIC_BASE_URL, OPENAI_BASE_URL and GOOGLE_GEMINI_BASE_URL
The exit code is the agent's.`,
    );

interface Asked {
  readonly label: string | undefined;
  readonly preset: string | undefined;
}

async function run(
  invocation: Invocation,
  { label: given, preset: asked }: Asked,
  operands: readonly string[],
): Promise<void> {
  const { context, output } = invocation;
  const [name = "", ...args] = operands;
  const agent = chooseAgent(name, operands.length, invocation);
  const label = given === undefined ? newLabel(agent.name) : checkLabel(given);
  const config = invocation.config();
  const surroundings = surroundingsOf(context, args);

  // Gateways are looked at before anything is started: a run that is refused leaves nothing behind.
  const found = await findDaemon(config);
  const expected =
    found.kind === "running"
      ? { origin: `http://127.0.0.1:${found.health.ports.proxy}`, label }
      : expectedAddress(config, label);
  const { gateways } = prepareLaunch(agent, { ...surroundings, address: expected });
  const current = found.kind === "running" ? found.health.upstreams : { ...config.upstreams };
  const upstreams = chooseUpstreams(gateways, current, found.kind === "absent");
  for (const notice of upstreams.notices) output.note(notice);

  prepareHome(config.home);
  // Of this run alone: a daemon that it starts is everybody's.
  const { APERTURE_PRESET: ofThisRun, ...everybodys } = context.env;
  const daemonEnv = { ...everybodys, ...upstreams.env };
  const connection = await ensureDaemon(config, found, daemonEnv);
  const { client, health } = connection;
  const preset = asked ?? ofThisRun ?? null;
  // A word that is mistyped is said before the agent starts, not found out by what it costs.
  if (preset !== null && preset !== "none") {
    const item = await client.library.get("preset", preset, projectHere(invocation));
    for (const line of presetNotices(item)) output.warn(line);
  }
  const launch = prepareLaunch(agent, {
    ...surroundings,
    address: { origin: `http://127.0.0.1:${health.ports.proxy}`, label },
  });
  for (const notice of launch.notices) output.warn(notice);
  try {
    await client.registerRun({ label, project: context.cwd, agent: agent.name, ...(preset ? { preset } : {}) });
  } catch (error) {
    // The agent works without it (law 4); only its session will have no project.
    output.warn(`the run could not be registered: ${describeFailure(error).message}`);
  }

  const entry: RunEntry = {
    label,
    agent: agent.name,
    project: context.cwd,
    argumentCount: args.length,
    startedAt: new Date().toISOString(),
    endedAt: null,
    arrived: null,
  };
  noteRun(config.home, entry);
  context.exitCode = await runSupervised({ launch, invocation, config, ports: health.ports, daemonEnv });
  const arrived = await checkArrival(client, label, entry.startedAt, health.requests.total);
  noteRun(config.home, { ...entry, endedAt: new Date().toISOString(), arrived });
  if (arrived === false) {
    output.warn(
      `${agent.name} ended and 0 requests arrived at Aperture. Likely: ${agent.explainSilence(surroundings)[0]}`,
    );
  }
}

/** A name alone is one of ours; behind `--` it is any command, `claude` included. */
function chooseAgent(name: string, operands: number, { command }: Invocation): Agent {
  const raw = rootOf(command).rawArgs;
  const dashes = raw.indexOf("--");
  if (dashes >= 0 && raw.length - dashes - 1 === operands) return anyCommand(name);
  const agent = findAgent(name);
  if (agent) return agent;
  throw new ApertureError("usage_invalid", {
    detail: `${JSON.stringify(name)} is no agent that Aperture knows (${names}); for any other command: aperture run -- ${name}`,
  });
}

function rootOf(command: Command): Command & { rawArgs: string[] } {
  let root = command;
  while (root.parent) root = root.parent;
  return root as Command & { rawArgs: string[] };
}
