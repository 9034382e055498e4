import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";

// What a plugin says reaches people: its log, its panel, its events, what it answers, and what it throws. No value of its secrets does.

const value = "tok_0123456789abcdef";
const fields: ManifestFields = {
  stages: [{ at: "after_zone" }],
  permissions: {
    blocks: { read: "content", write: [] },
    secrets: ["TOKEN", "NONE"],
    panel: true,
    serve: true,
    events: { emit: ["told"], on: [] },
  },
};

async function leaking() {
  const at = await hostForTest({
    behaviour: {
      handlers: { panel: true, serve: true, actions: ["leak", "throw"] },
      async task(call, { capability, log }) {
        log("info", `the token is ${value}`);
        if (call.kind === "panel") return { title: value, nodes: [{ kind: "text", text: `key: ${value}` }] };
        if (call.kind === "serve") return { status: 200, body: JSON.stringify({ value }) };
        await capability("events.emit", { event: "told", data: { value } });
        if (call.kind === "action" && call.name === "throw")
          throw new ApertureError("plugin_failed", { plugin: "tidy", stage: "action", reason: `401: ${value}` });
        return { value };
      },
      async stage() {
        return { patch: [{ op: "emit", event: "told", data: { list: [value] } }], guestMs: 0 };
      },
    },
    capabilities: ({ services }) => ({
      async call(_, input) {
        services.emit("plugin-event", input);
        return {};
      },
      close() {},
    }),
  });
  Object.assign(at.services, {
    secret: (id: string, name: string) => (id === "tidy" && name === "TOKEN" ? value : null),
  });
  await installed(at, fields);
  return at;
}

test("its log, panel and answers", async () => {
  const at = await leaking();
  expect((await at.host.panel("tidy")).panel).toEqual({
    title: "[secret TOKEN]",
    nodes: [expect.objectContaining({ text: "key: [secret TOKEN]" })],
  });
  expect(await at.host.serve("tidy", { path: "/", query: {} })).toMatchObject({ body: '{"value":"[secret TOKEN]"}' });
  expect(await at.host.action("tidy", "leak", {})).toEqual({ value: "[secret TOKEN]" });
  const lines = at.host.logs("tidy", 10).map(({ message }) => message);
  expect(new Set(lines)).toEqual(new Set(["the token is [secret TOKEN]"]));
});

test("its events, from tasks and from stages", async () => {
  const at = await leaking();
  await at.host.action("tidy", "leak", {});
  expect(at.services.told.at(-1)).toEqual({
    type: "plugin-event",
    data: { event: "told", data: { value: "[secret TOKEN]" } },
  });
  const [stage] = at.host.stagesAt("after_zone");
  const result = await stage!.run([blockFacts(1)], requestFacts());
  expect(result!.patch).toEqual([{ op: "emit", event: "told", data: { list: ["[secret TOKEN]"] } }]);
});

test("what it throws, for whoever called it, in the log and as it is told", async () => {
  const at = await leaking();
  await expect(at.host.action("tidy", "throw", {})).rejects.toThrow(/401: \[secret TOKEN\]/);
  expect(JSON.stringify([at.host.logs("tidy", 10), at.services.told, at.host.info("tidy")])).not.toContain(value);
  expect(at.host.logs("tidy", 10).at(-1)!.message).toContain("[secret TOKEN]");
});

test("one that fails as it starts says it in its trouble", async () => {
  const at = await leaking();
  at.runners.behaviour.start = () => Promise.reject(new Error(`no entry for ${value}`));
  await at.host.disable("tidy");
  expect((await at.host.enable("tidy")).trouble).toBe("no entry for [secret TOKEN]");
});
