import { runTask as runGuestTask } from "../plugin/guest/guest.ts";
import type { Json } from "../plugin/json.ts";
import { createPlainPort } from "../plugin/port/plain-port.ts";
import { bytesOf } from "../plugin/quantities.ts";
import { withWritten } from "./call-stage.ts";
import { configWith, manifestOf } from "./manifest-of.ts";

/** What a plugin does outside of a request's way. */
export type TestTask =
  | { readonly kind: "event"; readonly type: string; readonly data: Json }
  | { readonly kind: "response"; readonly request: Json; readonly answer: Json }
  | { readonly kind: "schedule" }
  | { readonly kind: "action"; readonly name: string; readonly input: Json }
  | { readonly kind: "panel" }
  | {
      readonly kind: "serve";
      readonly request: { readonly path: string; readonly query: Readonly<Record<string, string>> };
    };

export interface TaskSettings {
  readonly config?: object;
  readonly stored?: Readonly<Record<string, Json>>;
  /** The host's answers, by capability (`net.fetch`, `state.usage` …): a value, or what makes one of the input. */
  readonly answers?: Readonly<Record<string, Json | ((input: Json) => Json)>>;
}

export interface TaskOutcome {
  readonly answer: Json;
  /** What it asked of the host, in order. */
  readonly asked: readonly { readonly capability: string; readonly input: Json }[];
  readonly stored: Readonly<Record<string, Json>>;
  readonly logs: readonly string[];
}

/** Runs an event, a schedule, an action, a panel … of a plugin, with canned answers of the host. Rejects with what it throws. */
export async function runTask(
  plugin: object,
  task: TestTask,
  { config = {}, stored = {}, answers = {} }: TaskSettings = {},
): Promise<TaskOutcome> {
  const manifest = manifestOf(plugin);
  const { storage } = manifest.permissions;
  const asked: { capability: string; input: Json }[] = [];
  const logs: string[] = [];
  const before = new Map(Object.entries(stored));
  const port = createPlainPort({
    manifest: JSON.stringify(manifest),
    stored: before,
    quota: () => (storage === undefined ? null : bytesOf(storage)),
    ask: async (capability, input) => {
      asked.push({ capability, input });
      if (!Object.hasOwn(answers, capability)) throw new Error(`the test has no answer to ${capability}`);
      const answer = answers[capability]!;
      return typeof answer === "function" ? answer(input) : answer;
    },
    log: (level, message) => void logs.push(`${level}: ${message}`),
  });
  const answer = await runGuestTask(plugin, JSON.stringify(task), port, JSON.stringify(configWith(manifest, config)));
  const kept = withWritten(before, port.end().written);
  return { answer: JSON.parse(answer) as Json, asked, stored: Object.fromEntries(kept), logs };
}
