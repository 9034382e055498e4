import type { Json, TaskCall } from "@aperture/host/border/calls";
import type { Replayer } from "../replay/replay.ts";
import { error, type Finding, warning } from "./finding.ts";

const deadlineMs = 5_000;

/** Runs once what is no stage: events, schedule, panel, an address, actions without input; against canned answers. */
export async function tryTasks({ runner, handlers }: Replayer): Promise<Finding[]> {
  const findings: Finding[] = [];
  const run = async (what: string, call: TaskCall, isInput: boolean): Promise<void> => {
    try {
      await runner.task(call);
    } catch (thrown) {
      const message = `${what}: ${(thrown as Error).message}`;
      // An event or action with made-up data may well be refused by a plugin that looks at it.
      findings.push(isInput ? warning("task_failed", message, 3) : error("task_failed", message, 15));
    }
  };
  for (const type of handlers.events)
    await run(`event ${type}`, { deadlineMs, kind: "event", type, data: eventData }, true);
  if (handlers.schedule) await run("schedule", { deadlineMs, kind: "schedule" }, false);
  if (handlers.panel) await run("panel", { deadlineMs, kind: "panel" }, false);
  if (handlers.serve) await run("serve", { deadlineMs, kind: "serve", request: { path: "/", query: {} } }, false);
  for (const name of handlers.actions)
    await run(`action ${name}`, { deadlineMs, kind: "action", name, input: {} }, true);
  return findings;
}

/** Fields that engine events have, of all of them: each takes those it knows. */
const eventData: Json = {
  sessionId: "session-1",
  turnId: "turn-1",
  lane: "lane-1",
  number: 1,
  outcome: "complete",
  answerBlocks: ["block-900"],
  added: ["block-900"],
  removed: [],
  attempts: 1,
  block: "block-900",
  blocks: ["block-900"],
  changes: [],
  operation: "operation-1",
  kind: "compress",
  actor: "user",
  level: 80,
  tokens: 160_000,
  limit: 200_000,
  turnsLeft: 3,
  predictedRead: 9_000,
  cacheRead: 0,
  cause: "expired",
  culprit: null,
  project: "/home/user/project",
  paths: ["src/index.ts"],
  kept: 4,
  data: {},
};
