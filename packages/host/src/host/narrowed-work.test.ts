import type { PluginPermissions } from "@aperture/sdk";
import { expect, test, vi } from "vitest";
import type { TaskCall } from "../border/calls.ts";
import { createCapabilities } from "../capabilities/create-capabilities.ts";
import { requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { MemoryServices } from "./testing/memory-services.ts";
import { projectForTest } from "./testing/test-project.ts";

// What the user took away in a project is gone for the work that something of that project began, whichever way it began.

const permissions: Partial<PluginPermissions> = {
  events: { on: ["turn-recorded"], emit: ["seen"] },
  net: ["127.0.0.1:9"],
  secrets: ["KEY"],
  staging: true,
  notes: true,
  panel: true,
  fs: { read: ["$PROJECT/**"], watch: true },
};
const asks = {
  secret: ["secrets.get", { name: "KEY" }],
  net: ["net.fetch", { url: "http://127.0.0.1:9/" }],
  staging: ["staging.stage", { key: "k", text: "t", session: "public" }],
  notes: ["notes.add", { text: "t", session: "public" }],
  emit: ["events.emit", { event: "seen", data: {}, session: "public" }],
} as const;
const all = ["secrets:KEY", "net:127.0.0.1:9", "staging", "notes", "events.emit:seen"];
const refusedAll = Object.fromEntries(Object.keys(asks).map((name) => [name, "permission_denied"]));
// Nobody listens at port 9: the call went out, and nothing more is wanted of it.
const allowedAll = { secret: "nothing", net: "net_failed", staging: "nothing", notes: "nothing", emit: "nothing" };

async function narrowed(without: readonly string[]) {
  const [secret, open] = [await projectForTest(), await projectForTest()];
  const outcomes: Record<string, string>[] = [];
  const at = await hostForTest({
    capabilities: (options) => createCapabilities(options),
    behaviour: {
      handlers: { events: ["turn-recorded"], actions: ["go"] },
      async task(_call: TaskCall, { capability }) {
        const outcome: Record<string, string> = {};
        for (const [name, [call, input]] of Object.entries(asks)) outcome[name] = await codeOf(capability(call, input));
        outcomes.push(outcome);
        return null;
      },
    },
  });
  const services: { -readonly [Key in keyof MemoryServices]: MemoryServices[Key] } = at.services;
  const places: Record<string, string> = { secret, public: open };
  services.session = (name = "public") => {
    const project = places[name];
    if (project === undefined) throw new Error("no such session");
    return { id: name, project };
  };
  services.secret = () => "s3cr3t-value";
  services.stage = async () => ({ item: "staged-1" });
  services.note = async () => {};
  await installed(at, { permissions, stages: [{ at: "on_response" }] });
  await at.host.update("tidy", { narrow: { project: secret, without: [...without] } });
  return { ...at, secret, open, outcomes, places };
}

test("an event of a session is not told where that was taken away, and told elsewhere", async () => {
  const at = await narrowed(["events.on:turn-recorded"]);
  at.services.happen("turn-recorded", { sessionId: "secret" });
  at.services.happen("turn-recorded", { sessionId: "public" });
  await vi.waitFor(() => expect(at.outcomes).toHaveLength(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.outcomes).toHaveLength(1);
  // Of a session that nobody knows it may be the one.
  at.services.happen("turn-recorded", { sessionId: "gone" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(at.outcomes).toHaveLength(1);
});

test("what an event began may do what is left in its session's project, wherever it reaches", async () => {
  const at = await narrowed(all);
  at.services.happen("turn-recorded", { sessionId: "secret" });
  at.services.happen("turn-recorded", { sessionId: "public" });
  at.services.happen("turn-recorded", { sessionId: "gone" });
  await vi.waitFor(() => expect(at.outcomes).toHaveLength(3));
  expect(at.outcomes).toEqual([refusedAll, allowedAll, refusedAll]);
});

test("so may what a finished answer, and an action that names a session, began", async () => {
  const at = await narrowed(all);
  const answer = { outcome: "complete", blocks: [] } as never;
  at.host.answered(requestFacts({ project: at.secret }), answer);
  await vi.waitFor(() => expect(at.outcomes).toHaveLength(1));
  await at.host.action("tidy", "go", { session: "secret" });
  await at.host.action("tidy", "go", { session: "public" });
  await at.host.action("tidy", "go", {});
  expect(at.outcomes).toEqual([refusedAll, refusedAll, allowedAll, allowedAll]);
});

test("work of two projects at once has what both leave: nothing tells its calls apart", async () => {
  const at = await narrowed(["secrets:KEY"]);
  const slow = Promise.withResolvers<void>();
  const read: string[] = [];
  at.runners.behaviour.task = async (call, { capability }) => {
    const isSlow = call.kind === "event";
    if (isSlow) await slow.promise;
    read.push(`${call.kind} ${await codeOf(capability("secrets.get", { name: "KEY" }))}`);
    return null;
  };
  at.services.happen("turn-recorded", { sessionId: "secret" });
  await at.host.action("tidy", "go", { session: "public" });
  slow.resolve();
  await vi.waitFor(() => expect(read).toHaveLength(2));
  await at.host.action("tidy", "go", { session: "public" });
  expect(read).toEqual(["action permission_denied", "event permission_denied", "action nothing"]);
});
