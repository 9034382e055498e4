import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { infoOf, inspectionOf } from "../plugins/testing/memory-plugins.ts";
import { type Script, type ScriptedApi, startScriptedApi } from "./testing/scripted-api.ts";

// What each command of plugins asks the API for, and what it makes of the answer. Through the real program: tests/integration/plugin.test.ts.

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

const permissions = { panel: true, net: ["localhost:9091"] };
const tidy = {
  ...infoOf({ name: "tidy", permissions, config: { type: "object", properties: { name: { type: "string" } } } }),
  // The limit is a default: nobody has set it.
  config: { name: "x", limit: 3, words: ["a"] },
  settings: { name: "x", words: ["a"] },
};
/** Answers with the plugin, whatever is asked. */
const known: Script = () => tidy;

describe("what is asked for", () => {
  test.each<[string, readonly string[]]>([
    ["info tidy", ["GET /plugins/tidy"]],
    ["disable tidy", ["POST /plugins/tidy/disable {}"]],
    ["enable tidy", ["GET /plugins/tidy", "POST /plugins/tidy/enable {}"]],
    ["reload tidy", ["POST /plugins/tidy/reload {}"]],
    ["config tidy", ["GET /plugins/tidy"]],
    ["config tidy name=5", ["GET /plugins/tidy", 'PATCH /plugins/tidy {"config":{"name":"5","words":["a"]}}']],
    [
      "config tidy limit=4 --unset words",
      ["GET /plugins/tidy", 'PATCH /plugins/tidy {"config":{"name":"x","limit":4}}'],
    ],
    ["config tidy --unset name", ["GET /plugins/tidy", 'PATCH /plugins/tidy {"config":{"words":["a"]}}']],
    ["config tidy --file settings.json", ["GET /plugins/tidy", 'PATCH /plugins/tidy {"config":{"all":1}}']],
    ["grant tidy", ["GET /plugins/tidy"]],
    ["grant tidy --without panel", ["GET /plugins/tidy", 'PATCH /plugins/tidy {"grant":["net:localhost:9091"]}']],
    ["grant tidy all", ["GET /plugins/tidy", 'PATCH /plugins/tidy {"grant":["net:localhost:9091","panel"]}']],
    [
      "grant tidy --project /work/shop --without panel",
      ["GET /plugins/tidy", 'PATCH /plugins/tidy {"narrow":{"project":"/work/shop","without":["panel"]}}'],
    ],
    [
      "grant tidy all --project /work/shop",
      ["GET /plugins/tidy", 'PATCH /plugins/tidy {"narrow":{"project":"/work/shop","without":[]}}'],
    ],
  ])("%s", async (line, asked) => {
    writeFileSync(join(api.home, "settings.json"), '{"all":1}');
    const ran = await api.run(["plugin", ...line.split(" ")], known);
    expect(ran).toMatchObject({ code: 0, asked });
  });

  test.each<[string, unknown, string]>([
    [
      "remove tidy --purge",
      { removed: "tidy", purged: true, undone: 1 },
      "DELETE /plugins/tidy?purge=true&apply=when-free",
    ],
    ["undo tidy", { undone: 3 }, 'POST /plugins/tidy/undo {"apply":"when-free"}'],
    ["undo tidy --now", { undone: 3 }, 'POST /plugins/tidy/undo {"apply":"now"}'],
    ["graph", { slots: [] }, "GET /plugins/graph"],
    ["logs tidy --limit 5", { lines: [] }, "GET /plugins/tidy/logs?limit=5"],
    ["panel tidy", { panel: null, trouble: null }, "GET /plugins/tidy/panel"],
    ["action tidy run n=1 word=x", { result: {} }, 'POST /plugins/tidy/actions/run {"input":{"n":1,"word":"x"}}'],
    ['action tidy run --input {"a":[]}', { result: {} }, 'POST /plugins/tidy/actions/run {"input":{"a":[]}}'],
    ["secret list tidy", { secrets: [] }, "GET /plugins/tidy/secrets"],
    ["secret remove tidy KEY", { secrets: [] }, "DELETE /plugins/tidy/secrets/KEY"],
  ])("%s", async (line, answer, asked) => {
    const ran = await api.run(["plugin", ...line.split(" ")], () => answer);
    expect(ran).toMatchObject({ code: 0, asked: [asked] });
  });

  test("a quarantined one is released by enabling it", async () => {
    const ran = await api.run(["plugin", "enable", "tidy"], () => ({ ...tidy, state: "quarantined" }));
    expect(ran.asked).toEqual(["GET /plugins/tidy", "POST /plugins/tidy/release {}"]);
  });
});

describe("installing", () => {
  const script: Script = (request) =>
    request.startsWith("POST /plugins/inspect") ? inspectionOf({ name: "tidy", permissions }) : tidy;
  const native: Script = (request) =>
    request.startsWith("POST /plugins/inspect") ? inspectionOf({ name: "tidy", runtime: "native" }) : tidy;
  const install = (line: string, how: Script = script, stdin?: string) =>
    api.run(["plugin", "install", ...line.split(" ").filter(Boolean)], how, stdin);
  const installed = (grant: unknown, more: object = {}) =>
    `POST /plugins ${JSON.stringify({
      path: join(api.home, "pack"),
      integrity: "sha512-of-what-was-shown",
      grant,
      trust: false,
      enable: true,
      link: false,
      ...more,
    })}`;

  test("grants what was said, and nothing that was not shown", async () => {
    const ran = await install("./pack --yes --grant panel", script, "");
    expect(ran).toMatchObject({ code: 0, stdout: "tidy 1.0.0: running\n" });
    expect(ran.asked).toEqual([`POST /plugins/inspect {"path":"${join(api.home, "pack")}"}`, installed(["panel"])]);
    expect(ran.stderr).toMatch(/^It may:$/m);
    expect(ran.stderr).toMatch(/^Refused: net:localhost:9091$/m);
  });

  test.each<[string, unknown, object]>([
    ["./pack --yes --grant all", "all", {}],
    ["./pack -y --grant none", [], {}],
    ["./pack -y --grant all --no-enable", "all", { enable: false }],
    ["./pack -y --grant all --link", "all", { link: true }],
  ])("%s", async (line, grant, more) => {
    expect((await install(line, script, "")).asked.at(-1)).toBe(installed(grant, more));
  });

  test.each<[string, number, RegExp]>([
    ["./pack --yes", 2, /--yes needs --grant all/],
    ["./pack --yes --grant panle", 2, /did you mean panel\?/],
    ["./pack", 2, /nobody can be asked here/],
    ["./pack --yes --grant all --trust other", 2, /the plugin's name is tidy/],
    ["./pack --yes --grant all --trust tidy", 2, /it runs in a sandbox/],
    ["", 2, /missing required argument/],
  ])("%s ends with %i, nothing installed", async (line, code, message) => {
    const ran = await install(line, script, "");
    expect(ran).toMatchObject({ code, stderr: expect.stringMatching(message) });
    expect(ran.asked.filter((asked) => asked.startsWith("POST /plugins {"))).toEqual([]);
  });

  test("a native one is trusted by its name or not installed", async () => {
    const refused = await install("./pack --yes --grant all", native, "");
    expect(refused).toMatchObject({ code: 6, stderr: expect.stringContaining("trusted by name") });
    expect(refused.asked).toHaveLength(1);
    expect((await install("./pack --yes --grant all --trust tidy", native, "")).asked.at(-1)).toBe(
      installed("all", { trust: true }),
    );
  });

  test("what the API refuses keeps its exit code", async () => {
    const refusing: Script = () => ({
      status: 422,
      code: "plugin_package_refused",
      detail: "./pack is refused: a link",
    });
    expect(await install("./pack --yes --grant all", refusing, "")).toMatchObject({
      code: 5,
      stderr: expect.stringContaining("a link"),
    });
  });
});

describe("secrets", () => {
  test("come by stdin, without the end of line, and never as a word", async () => {
    const ran = await api.run(["plugin", "secret", "set", "tidy", "KEY"], () => ({ secrets: [] }), "hunter2 \n");
    expect(ran).toMatchObject({ code: 0, asked: ['PUT /plugins/tidy/secrets/KEY {"value":"hunter2 "}'] });
    expect(ran.stdout + ran.stderr).not.toContain("hunter2");
    const words = await api.run(["plugin", "secret", "set", "tidy", "KEY", "hunter2"], () => ({}), "");
    expect(words).toMatchObject({ code: 2, asked: [] });
  });

  test.each([
    ["", /nothing came on stdin/],
    ["\n", /nothing came on stdin/],
  ])("%j is none", async (stdin, message) => {
    const ran = await api.run(["plugin", "secret", "set", "tidy", "KEY"], () => ({}), stdin);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(message), asked: [] });
  });
});

describe("what is told", () => {
  test("list: a row each, a note where there is none, a warning in safe mode", async () => {
    const some = await api.run(["plugin", "list"], () => ({ safeMode: true, trouble: null, plugins: [tidy] }));
    expect(some.stdout).toMatch(/^tidy +1\.0\.0 +js +- +0 +- +running$/m);
    expect(some.stderr).toContain("safe mode: none of them runs");
    expect(await api.run(["plugin", "list"], () => ({ safeMode: false, trouble: null, plugins: [] }))).toMatchObject({
      stdout: "",
      stderr: expect.stringContaining("No plugin is installed"),
    });
  });

  test("graph: slots with who stands in them", async () => {
    const stage = { plugin: "tidy", order: "pre", number: 2, onError: "block", deadlineMs: 50, running: false };
    const slots = [
      { at: "parse", builtIn: true, stages: [] },
      { at: "after_parse", builtIn: false, stages: [stage] },
    ];
    const ran = await api.run(["plugin", "graph"], () => ({ slots }));
    expect(ran.stdout).toBe("parse\n[after_parse]\n  tidy  pre 2, 50 ms, block  (does not run)\n");
  });

  test("bisect: what is on, what to do next, what it was", async () => {
    const asking = { state: "asking", suspects: ["a", "b"], on: ["a"], off: ["b"], kept: ["s"], culprit: null };
    const ran = await api.run(["plugin", "bisect", "start"], () => ({
      ...asking,
      stepsLeft: 2,
      troubles: [{ plugin: "b", message: "it hangs" }],
    }));
    expect(ran.asked).toEqual(['POST /plugins/bisect {"step":"start"}']);
    expect(ran.stdout).toBe(
      "On: a. Off: b.\nThey protect something and stay on: s\nTry again, then `aperture plugin bisect good` or `bad`: 2 suspects, 2 answers at most.\n",
    );
    expect(ran.stderr).toContain("warning: b: it hangs");
    const found = { ...asking, state: "found", culprit: "a", stepsLeft: 0, troubles: [] };
    expect((await api.run(["plugin", "bisect", "bad"], () => found)).stdout).toMatch(/^It is a: it stays off/);
    expect((await api.run(["plugin", "bisect", "maybe"])).code).toBe(2);
  });

  test("a log's lines cannot be forged, nor act on the terminal", async () => {
    const lines = [{ at: "2026-01-01T00:00:00.000Z", level: "info", message: "one\n2026 error two\u001b[2J" }];
    const ran = await api.run(["plugin", "logs", "tidy"], () => ({ lines }));
    expect(ran.stdout).toBe("2026-01-01T00:00:00.000Z info one 2026 error two[2J\n");
  });

  test("a panel's trouble", async () => {
    const ran = await api.run(["plugin", "panel", "tidy"], () => ({ panel: null, trouble: "it is disabled" }));
    expect(ran).toMatchObject({ code: 0, stdout: "", stderr: "it is disabled\n" });
  });

  test("an unknown plugin ends with 3 and what may be meant", async () => {
    const problem = { status: 404, code: "plugin_not_found", detail: "There is no plugin tidi. Did you mean tidy?" };
    const ran = await api.run(["plugin", "info", "tidi"], () => problem);
    expect(ran).toMatchObject({ code: 3, stderr: "aperture: There is no plugin tidi. Did you mean tidy?\n" });
  });
});
