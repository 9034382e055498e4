import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ApertureClient } from "@aperture/sdk";
import { startDaemon } from "../../support/aperture-daemon.ts";
import { startUpstream } from "../../support/upstreams/upstream.ts";
import type { Agent } from "./agent.ts";
import { claudeCode } from "./agents/claude-code.ts";
import { codex, codexWebSocket } from "./agents/codex.ts";
import { geminiCli } from "./agents/gemini-cli.ts";
import { opencode } from "./agents/opencode.ts";
import { differences } from "./compare.ts";
import { drive, type Outcome } from "./drive.ts";
import { install } from "./install.ts";
import { recordFixture } from "./record-fixture.ts";
import { checkRecorded } from "./recorded.ts";
import { type Scenario, scenarios, scriptOf } from "./scenario.ts";

// Real agents from npm, driven headless against a scripted provider: once straight, once through Aperture. What the user
// sees, what is on disk and what the provider receives must be the same; and Aperture must have understood what went by.

const agents: readonly Agent[] = [claudeCode, codex, codexWebSocket, opencode, geminiCli];
const { values } = parseArgs({
  options: {
    agent: { type: "string", default: "" },
    scenario: { type: "string", default: "" },
    /** Only the direct run: whether agent and script get along. */
    direct: { type: "boolean", default: false },
    /** Writes each agent's first request, with all prose replaced, as a fixture of the dialects' tests. */
    record: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const say = (line: string) => process.stdout.write(`${line}\n`);
let runs = 0;
let failures = 0;
let missing = 0;

for (const agent of agents.filter(({ name }) => name.includes(values.agent))) {
  const installed = install(agent);
  if ("missing" in installed) {
    missing++;
    say(`${agent.name.padEnd(16)} NOT RUN: ${installed.missing}`);
    continue;
  }
  say(`\n${agent.name} ${agent.version}`);
  for (const scenario of scenarios.filter(({ name }) => name.includes(values.scenario))) {
    if (scenario.delegates && !agent.canDelegate) continue;
    await compareBothWays(agent, scenario, installed.path);
  }
}
const ran = failures === 0 ? `all ${runs} the same` : `${failures} of ${runs} FAILED`;
say(`\n${runs === 0 ? "NOTHING WAS RUN" : ran}${missing > 0 ? `, ${missing} agents could not be run` : ""}`);
process.exitCode = runs === 0 || failures > 0 || (missing > 0 && process.env.APERTURE_REQUIRE_ALL) ? 1 : 0;

async function compareBothWays(agent: Agent, scenario: Scenario, path: string): Promise<void> {
  const folder = join(import.meta.dirname, "../../../.cache/e2e", agent.name);
  mkdirSync(folder, { recursive: true });
  let script = scriptOf(agent, scenario, join(folder, "work"));
  const upstream = await startUpstream((request) => script(request));
  const { origin } = upstream;
  const run = (target: string) => {
    script = scriptOf(agent, scenario, join(folder, "work"));
    return drive({ agent, scenario, path, origin: target, upstream, folder });
  };
  const throughAperture = async (direct: Outcome) => {
    const daemon = await startDaemon({ upstreams: { anthropic: origin, openai: origin, gemini: origin } });
    try {
      const proxied = await run(daemon.proxy);
      const recorded = await checkRecorded(new ApertureClient({ baseUrl: daemon.api }), agent, scenario, proxied);
      const troubles = [...differences(agent, scenario, direct, proxied), ...recorded.troubles];
      return { troubles, summary: recorded.summary, outcomes: [direct, proxied] };
    } finally {
      await daemon.stop();
    }
  };
  try {
    const direct = await run(origin);
    if (values.record) recordFixture(agent, scenario, direct);
    if (values.direct) {
      report(scenario, [], `exit ${direct.exit}, ${direct.requests.length} requests`, [direct]);
      return;
    }
    let pair = await throughAperture(direct);
    const rerun: string[] = [];
    // What an interrupted program still prints depends on the moment that the signal finds it in, with or without a proxy.
    while (scenario.cancel && pair.troubles.length > 0 && rerun.length < 2) {
      rerun.push(pair.troubles.join("; "));
      pair = await throughAperture(await run(origin));
    }
    report(scenario, pair.troubles, pair.summary, pair.outcomes, rerun);
  } finally {
    await upstream.close();
  }
}

function report(
  scenario: Scenario,
  troubles: readonly string[],
  summary: string,
  outcomes: readonly Outcome[],
  rerun: readonly string[] = [],
): void {
  runs++;
  if (troubles.length > 0) failures++;
  const times = outcomes.map(({ milliseconds }) => `${(milliseconds / 1000).toFixed(2)} s`).join(" → ");
  const closed = outcomes.flatMap(({ closedAfter }) => (closedAfter === null ? [] : [`${closedAfter.toFixed(0)} ms`]));
  const cancel = scenario.cancel ? `; upstream closed ${closed.join(" → ") || "NEVER"} after the signal` : "";
  const first = outcomes.map(({ firstCall }) => `${((firstCall ?? Number.NaN) / 1000).toFixed(2)} s`).join(" → ");
  const verdict = troubles.length === 0 ? "same" : "DIFFERS";
  say(
    `  ${scenario.name.padEnd(42)} ${verdict.padEnd(8)} ${times.padEnd(18)} (first call ${first})  ${summary}${cancel}`,
  );
  for (const trouble of troubles) say(`      ${trouble}`);
  for (const [index, why] of rerun.entries()) say(`      ↻ rerun, pair ${index + 1} was not the same: ${why}`);
  if (values.verbose) {
    for (const outcome of outcomes) {
      say(`      exit ${outcome.exit} stdout ${JSON.stringify(outcome.stdout.slice(-600))}`);
      say(`      stderr ${JSON.stringify(outcome.stderr.slice(-600))}`);
      for (const request of outcome.requests) {
        const early = request.closedEarlyAt === null ? "" : " closed early";
        say(`      ${request.method} ${request.target} ${request.body.length} B${early}`);
      }
    }
  }
}
