import { expect, test } from "vitest";
import type { Json, TaskCall } from "../border/calls.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";

async function answering(answer: Json | Error, fields: ManifestFields = { permissions: { panel: true, serve: true } }) {
  const calls: TaskCall[] = [];
  const at = await hostForTest({
    behaviour: {
      async task(call) {
        calls.push(call);
        if (answer instanceof Error) throw answer;
        return answer;
      },
      handlers: { actions: ["save"], panel: true, serve: true },
    },
  });
  await installed(at, fields);
  return { ...at, calls };
}
const asked = { path: "/metrics", query: { a: "1" } };

test("a panel is asked for when somebody looks", async () => {
  const at = await answering({ title: "Hello", nodes: [] });
  expect(await at.host.panel("tidy")).toEqual({ panel: { title: "Hello", nodes: [] }, trouble: null });
  expect(at.calls).toEqual([{ kind: "panel", deadlineMs: 2_000 }]);
});

test("why there is no panel is said instead of failing", async () => {
  const broken = await answering({ nodes: [{ kind: "script" }] });
  expect(await broken.host.panel("tidy")).toMatchObject({ panel: null, trouble: expect.stringContaining("/nodes/0") });
  expect(broken.services.told.at(-1)).toMatchObject({ type: "plugin-failed", data: { code: "plugin_bad_answer" } });
  const failing = await answering(new Error("no data"));
  expect(await failing.host.panel("tidy")).toMatchObject({ panel: null, trouble: expect.stringContaining("no data") });
  await failing.host.disable("tidy");
  expect(await failing.host.panel("tidy")).toEqual({ panel: null, trouble: "tidy is disabled" });
});

test("without the permission there is none, and nobody asks", async () => {
  const at = await answering({ nodes: [] }, {});
  expect(await at.host.panel("tidy")).toEqual({ panel: null, trouble: null });
  expect(await codeOf(at.host.action("tidy", "save", {}))).toBe("permission_denied");
  expect(await codeOf(at.host.serve("tidy", asked))).toBe("permission_denied");
  expect(at.calls).toEqual([]);
});

test("an action gets its input and gives its answer; one that does not exist is not found", async () => {
  const at = await answering({ saved: 1 });
  expect(await at.host.action("tidy", "save", { text: "x" })).toEqual({ saved: 1 });
  expect(at.calls[0]).toMatchObject({ kind: "action", name: "save", input: { text: "x" } });
  expect(await codeOf(at.host.action("tidy", "toString", {}))).toBe("not_found");
  await at.host.disable("tidy");
  expect(await codeOf(at.host.action("tidy", "save", {}))).toBe("plugin_state");
});

test("an answer that nobody could write as JSON again is the plugin's mistake, not the host's", async () => {
  const deep = await answering(JSON.parse(`${"[".repeat(50_000)}${"]".repeat(50_000)}`) as Json);
  expect(await codeOf(deep.host.action("tidy", "save", {}))).toBe("plugin_bad_answer");
  expect(deep.services.told.at(-1)).toMatchObject({ type: "plugin-failed", data: { code: "plugin_bad_answer" } });
});

test("what it serves is checked", async () => {
  const good = await answering({ status: 200, headers: { "content-type": "text/csv" }, body: "a,b" });
  expect(await good.host.serve("tidy", asked)).toMatchObject({ status: 200, body: "a,b" });
  expect(good.calls).toEqual([{ kind: "serve", request: asked, deadlineMs: 5_000 }]);
  const page = await answering({ status: 200, headers: { "content-type": "text/html" }, body: "<script>" });
  expect(await codeOf(page.host.serve("tidy", asked))).toBe("plugin_bad_answer");
  expect(await codeOf(page.host.serve("tidy", { path: "x".repeat(3_000), query: {} }))).toBe("invalid_input");
});

test("plugins that are not there are not found", async () => {
  const at = await hostForTest();
  for (const ask of [
    () => at.host.panel("none"),
    () => at.host.action("none", "x", {}),
    () => at.host.serve("none", asked),
    () => at.host.logs("none", 1),
  ])
    expect(await codeOf(ask)).toBe("plugin_not_found");
});
