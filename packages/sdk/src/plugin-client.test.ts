import { expect, test } from "vitest";
import { ApertureClient, ApiError } from "./client.ts";
import type { PluginClient } from "./plugin-client.ts";

/** What a call asked for, as `POST /path {"body":1}`. */
async function askedBy(call: (plugins: PluginClient) => Promise<unknown>): Promise<string> {
  let asked = "";
  const { plugins } = new ApertureClient({
    baseUrl: "http://127.0.0.1:5401",
    fetch: async (url, init) => {
      const path = String(url).replace("http://127.0.0.1:5401/api/v1", "");
      asked = [init?.method, path, init?.body].filter((part) => part !== undefined).join(" ");
      return Response.json({ fine: true });
    },
  });
  expect(await call(plugins)).toEqual({ fine: true });
  return asked;
}

test.each<[string, (plugins: PluginClient) => Promise<unknown>]>([
  ["GET /plugins", (p) => p.list()],
  ["GET /plugins/tidy", (p) => p.info("tidy")],
  ["GET /plugins/a%2F..%2Fb", (p) => p.info("a/../b")],
  ["GET /plugins/graph", (p) => p.graph()],
  ['POST /plugins/inspect {"path":"/tmp/tidy"}', (p) => p.inspect({ path: "/tmp/tidy" })],
  ['POST /plugins {"path":"/tmp/tidy","grant":"all"}', (p) => p.install({ path: "/tmp/tidy", grant: "all" })],
  ['PATCH /plugins/tidy {"config":{"limit":3}}', (p) => p.update("tidy", { config: { limit: 3 } })],
  ["DELETE /plugins/tidy", (p) => p.remove("tidy")],
  ["DELETE /plugins/tidy?purge=true&apply=now", (p) => p.remove("tidy", { purge: true, apply: "now" })],
  ["POST /plugins/tidy/enable {}", (p) => p.enable("tidy")],
  ["POST /plugins/tidy/disable {}", (p) => p.disable("tidy")],
  ["POST /plugins/tidy/release {}", (p) => p.release("tidy")],
  ["POST /plugins/tidy/reload {}", (p) => p.reload("tidy")],
  ["POST /plugins/tidy/undo {}", (p) => p.undo("tidy")],
  ['POST /plugins/tidy/undo {"apply":"now"}', (p) => p.undo("tidy", { apply: "now" })],
  ['POST /plugins/bisect {"step":"good"}', (p) => p.bisect("good")],
  ["GET /plugins/tidy/logs", (p) => p.logs("tidy")],
  ["GET /plugins/tidy/logs?limit=20", (p) => p.logs("tidy", 20)],
  ["GET /plugins/tidy/panel", (p) => p.panel("tidy")],
  ['POST /plugins/tidy/actions/a%20b {"input":{}}', (p) => p.action("tidy", "a b")],
  ['POST /plugins/tidy/actions/run {"input":{"n":1}}', (p) => p.action("tidy", "run", { n: 1 })],
  ["GET /plugins/tidy/secrets", (p) => p.secrets("tidy")],
  ['PUT /plugins/tidy/secrets/KEY {"value":"v"}', (p) => p.setSecret("tidy", "KEY", "v")],
  ["DELETE /plugins/tidy/secrets/KEY", (p) => p.removeSecret("tidy", "KEY")],
  ["GET /plugins/search?q=old+tests", (p) => p.search("old tests")],
  ["GET /plugins/search?q=&registry=team", (p) => p.search("", "team")],
  ["GET /plugins/registries", (p) => p.registries()],
  [
    'POST /plugins/registries {"name":"team","url":"/srv/plugins","kind":"npm"}',
    (p) => p.addRegistry({ name: "team", url: "/srv/plugins", kind: "npm" }),
  ],
  ["DELETE /plugins/registries/a%2Fb", (p) => p.removeRegistry("a/b")],
  ["GET /plugins/updates", (p) => p.updates()],
  ["POST /plugins/updates/check {}", (p) => p.checkUpdates()],
  ["POST /plugins/tidy/update {}", (p) => p.startUpdate("tidy")],
  ['POST /plugins/tidy/update {"version":"1.2.0"}', (p) => p.startUpdate("tidy", { version: "1.2.0" })],
  ["POST /plugins/tidy/rollback {}", (p) => p.rollback("tidy")],
  ['POST /plugins/tidy/rollback {"force":true}', (p) => p.rollback("tidy", { force: true })],
  ['POST /plugins/tidy/pin {"pinned":false}', (p) => p.pin("tidy", false)],
  ["GET /plugins/audit", (p) => p.audit()],
])("%s", async (asked, call) => {
  expect(await askedBy(call)).toBe(asked);
});

test("a problem is thrown as it was told", async () => {
  const problem = { type: "t", title: "t", status: 404, code: "plugin_not_found", detail: "There is no plugin tidy" };
  const { plugins } = new ApertureClient({ baseUrl: "", fetch: async () => Response.json(problem, { status: 404 }) });
  const error = await plugins.info("tidy").catch((reason: unknown) => reason);
  expect(ApiError.is(error) && error.problem).toEqual(problem);
});
