import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScriptedApi, startScriptedApi } from "./testing/scripted-api.ts";

// What each command of context control asks the API for. What comes of it: tests/integration/cli-control.test.ts.

let api: ScriptedApi;
beforeAll(async () => {
  api = await startScriptedApi();
});
afterAll(() => api.close());

const price = { tokensSaved: 0, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: false };
const done = {
  operation: "operation-1",
  dryRun: false,
  items: [],
  price,
  summary: { recorded: 0, nextRequest: 0, pending: 0, refused: 0 },
};
const how = '"dryRun":false,"apply":"when-free"';
const one = `{"ids":["block-1"],${how}`;

describe("operations", () => {
  test.each<[string, string]>([
    ["blocks compress block-1 block-2", `compress {"ids":["block-1","block-2"],${how},"level":"trimmed"}`],
    [
      "blocks compress block-1 --level minimal --keep a --keep b",
      `compress ${one},"level":"minimal","keep":["a","b"]}`,
    ],
    [
      "blocks compress --select age>10 --session s --lane lane-2 --now --reason noise",
      'compress {"selector":"age>10","session":"s","lane":"lane-2","dryRun":false,"apply":"now","reason":"noise","level":"trimmed"}',
    ],
    ["blocks restore block-1", `restore ${one}}`],
    ["blocks restore block-1 --version 2", `restore ${one},"version":2}`],
    ["blocks remove block-1 --dry-run", 'remove {"ids":["block-1"],"dryRun":true,"apply":"when-free"}'],
    ["blocks pin block-1", `pin ${one},"pinned":"top"}`],
    ["blocks pin block-1 --at bottom", `pin ${one},"pinned":"bottom"}`],
    ["blocks unpin block-1", `pin ${one},"pinned":null}`],
    ["blocks move block-1 --zone middle", `move ${one},"zone":"middle"}`],
    ["blocks move block-1 --zone rule", `move ${one},"zone":null}`],
    ["blocks edit block-1 --text new", `edit {"ids":["block-1"],"content":"new",${how}}`],
    [
      "blocks insert --text new --behind block-1 --lane lane-1",
      `insert {"content":"new","behind":"block-1","lane":"lane-1",${how}}`,
    ],
    ["blocks redact block-1", `redact ${one}}`],
    ["blocks redact block-1 --value abcd --value efgh", `redact ${one},"values":["abcd","efgh"]}`],
  ])("aperture %s", async (line, expected) => {
    const ran = await api.run(line.split(" "), () => done);
    expect(ran).toMatchObject({ code: 0, stderr: "", asked: [`POST /blocks/${expected}`] });
  });

  test("an edit's text and redacted values come from files and stdin too", async () => {
    writeFileSync(join(api.home, "secrets"), "first-secret\r\n\nsecond-secret\n");
    const edit = await api.run(["blocks", "edit", "block-1"], () => done, "piped\n");
    expect(edit.asked).toEqual([`POST /blocks/edit {"ids":["block-1"],"content":"piped\\n",${how}}`]);
    const values = '"values":["x-value","first-secret","second-secret"]';
    const file = await api.run(
      ["blocks", "redact", "block-1", "--value", "x-value", "--values", "secrets"],
      () => done,
    );
    expect(file.asked).toEqual([`POST /blocks/redact ${one},${values}}`]);
    const piped = await api.run(["blocks", "redact", "block-1", "--values", "-"], () => done, "piped-secret");
    expect(piped.asked).toEqual([`POST /blocks/redact ${one},"values":["piped-secret"]}`]);
  });

  test("an editor is only asked at a terminal, for one block, and its failure does nothing", async () => {
    const failed = await api.run(["blocks", "edit", "block-1"], () => ({ content: "as it is" }));
    expect(failed).toMatchObject({ code: 1, asked: ["GET /blocks/block-1"] });
    for (const flags of [["--no-input"], ["--json"], ["block-2"]])
      expect((await api.run(["blocks", "edit", "block-1", ...flags])).asked).toEqual([]);
    expect(await api.run(["blocks", "edit", "block-1"], () => done, "")).toMatchObject({ code: 2, asked: [] });
  });
});

describe("undo", () => {
  test.each([
    ["undo operation-7 --now", 'POST /operations/undo {"operation":"operation-7","dryRun":false,"apply":"now"}'],
    ["blocks undo operation-7", `POST /operations/undo {"operation":"operation-7",${how}}`],
    ["undo --turn 3 --session s", `POST /operations/undo {"turn":3,"session":"s",${how}}`],
    ["undo --actor plugin:x --dry-run", 'POST /operations/undo {"actor":"plugin:x","dryRun":true,"apply":"when-free"}'],
  ])("aperture %s", async (line, expected) => {
    expect(await api.run(line.split(" "), () => done)).toMatchObject({ code: 0, asked: [expected] });
  });

  test("without more it is the last operation that stands, on whatever page that is", async () => {
    const entry = (id: string, kind: string, undoneBy: string | null) => ({ id, kind, undoneBy });
    const script = (request: string) => {
      if (request.startsWith("POST")) return done;
      if (request.includes("after=more")) return { operations: [entry("operation-1", "pin", null)], next: null };
      const undone = [
        entry("operation-4", "apply", null),
        entry("operation-3", "undo", null),
        entry("operation-2", "edit", "operation-3"),
      ];
      return { operations: undone, next: "more" };
    };
    const ran = await api.run(["undo", "--session", "s"], script);
    expect(ran.asked.at(-1)).toBe(`POST /operations/undo {"operation":"operation-1",${how}}`);
    const nothing = await api.run(["undo"], () => ({ operations: [], next: null }));
    expect(nothing).toMatchObject({ code: 4, stdout: "" });
  });
});

describe("everything else", () => {
  const staged = { id: "staged-1", enabled: true, injected: [], trouble: null };
  const hold = { id: "hold-1", sessionId: "session-1", state: "armed", timeout: 60_000, until: null, turnId: null };
  const budget = { limit: null, strategy: "warn", lowWater: 0.7 };
  const state = { budget, limit: null, tokens: 1, used: null, alert: null, turnsLeft: null, estimated: false };
  const control = { sessionId: "session-1", mode: "manual", holdout: false, holding: false };
  const item = { source: { kind: "text", text: "t" }, zone: "recency", condition: { kind: "always" } };

  test.each<[string, unknown, string[]]>([
    [
      "log --session s --limit 5 --after c",
      { operations: [], next: null },
      ["GET /operations?limit=5&session=s&after=c"],
    ],
    ["pending --session s", { changes: [], price }, ["GET /pending?session=s"]],
    ["pending apply", done, ["POST /pending/apply {}"]],
    ["pending apply change-1 change-2", done, ['POST /pending/apply {"changes":["change-1","change-2"]}']],
    ["pending apply --session s", done, ['POST /pending/apply {"session":"s"}']],
    ["blocks versions block-1", { versions: [] }, ["GET /blocks/block-1/versions"]],
    ["blocks diff block-1 --from 0 --to 2", { diff: "@@" }, ["GET /blocks/block-1/diff?from=0&to=2"]],
    [
      "blocks note block-1 two words",
      { id: "note-1", block: "block-1" },
      ['POST /blocks/block-1/notes {"text":"two words"}'],
    ],
    ["blocks notes block-1", { notes: [] }, ["GET /blocks/block-1/notes"]],
    ["blocks notes block-1 --remove note-1", { removed: "note-1" }, ["DELETE /notes/note-1"]],
    ["trash --session s", { blocks: [] }, ["GET /trash?session=s"]],
    [
      "stage add n --text t",
      staged,
      [`POST /staging ${JSON.stringify({ name: "n", ...item, priority: 0, tokenCap: 4_000 })}`],
    ],
    [
      "stage add n --glob src/** --zone primacy --when regex:x --priority -5 --cap 100 --session s --reason r",
      staged,
      [
        `POST /staging ${JSON.stringify({
          name: "n",
          source: { kind: "glob", pattern: "src/**" },
          zone: "primacy",
          condition: { kind: "regex", pattern: "x" },
          priority: -5,
          tokenCap: 100,
          session: "s",
          reason: "r",
        })}`,
      ],
    ],
    ["stage list", { items: [] }, ["GET /staging"]],
    ["stage disable staged-1", staged, ['PATCH /staging/staged-1 {"enabled":false}']],
    ["stage enable staged-1", staged, ['PATCH /staging/staged-1 {"enabled":true}']],
    ["stage remove staged-1", { removed: "staged-1" }, ["DELETE /staging/staged-1"]],
    [
      "checkpoint save before --session s",
      { id: "checkpoint-1" },
      ['POST /checkpoints {"name":"before","session":"s"}'],
    ],
    ["checkpoint list", { checkpoints: [] }, ["GET /checkpoints"]],
    ["checkpoint diff checkpoint-1", { from: "a", to: "b", blocks: [] }, ["GET /checkpoints/checkpoint-1/diff"]],
    [
      "checkpoint diff checkpoint-1 checkpoint-2",
      { from: "a", to: "b", blocks: [] },
      ["GET /checkpoints/checkpoint-1/diff?to=checkpoint-2"],
    ],
    ["checkpoint restore checkpoint-1", done, [`POST /checkpoints/checkpoint-1/restore {${how}}`]],
    ["checkpoint remove checkpoint-1", { removed: "checkpoint-1" }, ["DELETE /checkpoints/checkpoint-1"]],
    ["hold", { holds: [] }, ["GET /holds"]],
    ["hold list --session s", { holds: [] }, ["GET /holds?session=s"]],
    ["hold arm --timeout 5", hold, ['POST /holds {"timeout":5000}']],
    ["hold send hold-1", hold, ['POST /holds/hold-1/release {"action":"send"}']],
    ["hold drop hold-1", hold, ['POST /holds/hold-1/release {"action":"drop"}']],
    ["hold disarm hold-1", { removed: "hold-1" }, ["DELETE /holds/hold-1"]],
    ["budget --session s", state, ["GET /sessions/s/budget"]],
    [
      "budget set --limit 90000 --strategy condense --low-water 60 --session s",
      state,
      ['PUT /sessions/s/budget {"limit":90000,"strategy":"condense","lowWater":0.6}'],
    ],
    ["budget set --limit window --session s", state, ['PUT /sessions/s/budget {"limit":null}']],
    ["session health --session s", { score: 80, factors: [] }, ["GET /sessions/s/health"]],
    ["session mode --session s", control, ["GET /sessions/s/control"]],
    ["session mode auto --session s", control, ['PUT /sessions/s/control {"mode":"auto"}']],
    ["session mode configured --session s", control, ['PUT /sessions/s/control {"mode":null}']],
    ["session holdout off --session s", control, ['PUT /sessions/s/control {"holdout":false}']],
  ])("aperture %s", async (line, answer, asked) => {
    const text = await api.run(line.split(" "), () => answer);
    expect(text).toMatchObject({ code: 0, asked });
    const machine = await api.run([...line.split(" "), "--json"], () => answer);
    expect(machine).toMatchObject({ code: 0, asked });
    expect(JSON.parse(machine.stdout)).toEqual(answer);
  });

  test("a staged file is the caller's, whatever folder the daemon runs in", async () => {
    const { asked } = await api.run(["stage", "add", "n", "--file", "notes.md"], () => staged);
    expect(asked[0]).toContain(JSON.stringify({ kind: "file", path: join(api.home, "notes.md") }));
  });

  test("where a session is needed and none named, it is the one that spoke last", async () => {
    const script = (request: string) =>
      request.startsWith("GET /sessions?") ? { sessions: [{ id: "session-9" }] } : state;
    const ran = await api.run(["budget"], script);
    expect(ran.asked).toEqual(["GET /sessions?limit=1", "GET /sessions/session-9/budget"]);
    expect((await api.run(["ledger"], () => ({ sessions: [] }))).code).toBe(3);
  });

  test("send, drop and disarm find the only hold that they can mean", async () => {
    const held = { ...hold, id: "hold-2", state: "held" };
    const holds = (list: unknown[]) => (request: string) => (request === "GET /holds" ? { holds: list } : hold);
    expect((await api.run(["hold", "send"], holds([hold, held]))).asked[1]).toContain("/holds/hold-2/release");
    expect((await api.run(["hold", "disarm"], holds([hold, held]))).asked[1]).toBe("DELETE /holds/hold-1");
    expect((await api.run(["hold", "drop"], holds([hold]))).code).toBe(3);
    const several = await api.run(["hold", "drop"], holds([held, { ...held, id: "hold-3" }]));
    expect(several).toMatchObject({ code: 2, asked: ["GET /holds"] });
    expect(several.stderr).toContain("hold-2, hold-3");
  });

  test.each([
    "blocks compress",
    "blocks compress block-1 --select age>1",
    "blocks compress block-1 --level tiny",
    "blocks move block-1",
    "blocks pin block-1 --at left",
    "blocks restore block-1 --version -1",
    "blocks insert",
    "blocks diff block-1 --to x",
    "undo operation-1 --turn 3",
    "undo --turn x",
    "stage add n",
    "stage add n --text a --file b",
    "stage add n --text a --when never",
    "stage add n --text a --priority 1.5",
    "stage add n --text a --cap 1",
    "hold arm --timeout 0",
    "hold arm --timeout 601",
    "budget set",
    "budget set --limit 10",
    "budget set --low-water 99",
    "session mode yolo",
    "session holdout maybe",
    "pending drop",
  ])("aperture %s: exit 2, one line, and the API hears nothing", async (line) => {
    const ran = await api.run(line.split(" "));
    expect(ran).toMatchObject({ code: 2, stdout: "", asked: [] });
    expect(ran.stderr).toMatch(/^aperture: [^\n]+\n(\(Did you mean[^\n]+\n)?$/);
  });

  test.each([
    [{ status: 409, code: "not_live", detail: "block-1 is gone" }, 4],
    [{ status: 422, code: "block_signed", detail: "it is signed" }, 5],
    [{ status: 400, code: "invalid_selector", detail: "at 3" }, 5],
    [{ status: 401, code: "token_required", detail: "no" }, 6],
    [{ status: 404, code: "not_found", detail: "no block" }, 3],
  ])("a refusal %j ends with %i", async (problem, code) => {
    const ran = await api.run(["blocks", "remove", "block-1"], () => ({ type: "about:blank", title: "t", ...problem }));
    expect(ran).toMatchObject({ code, stdout: "", stderr: `aperture: ${problem.detail}\n` });
  });
});
