import { expect, test } from "vitest";
import { ApertureClient, ApiError } from "./client.ts";
import type { ControlClient } from "./control-client.ts";

/** What a call asked for, as `POST /path {"body":1}`. */
async function askedBy(call: (control: ControlClient) => Promise<unknown>): Promise<string> {
  let asked = "";
  const { control } = new ApertureClient({
    baseUrl: "http://127.0.0.1:5401",
    fetch: async (url, init) => {
      const path = String(url).replace("http://127.0.0.1:5401/api/v1", "");
      asked = [init?.method, path, init?.body].filter((part) => part !== undefined).join(" ");
      return Response.json({ fine: true });
    },
  });
  expect(await call(control)).toEqual({ fine: true });
  return asked;
}

const ids = ["block-1", "block-2"];
test.each<[string, (control: ControlClient) => Promise<unknown>]>([
  [
    'POST /blocks/compress {"ids":["block-1","block-2"],"level":"minimal"}',
    (c) => c.compress({ ids, level: "minimal" }),
  ],
  ['POST /blocks/restore {"ids":["block-1","block-2"],"version":2}', (c) => c.restore({ ids, version: 2 })],
  ['POST /blocks/pin {"ids":["block-1","block-2"],"pinned":null}', (c) => c.pin({ ids, pinned: null })],
  ['POST /blocks/move {"selector":"age>10","zone":"middle"}', (c) => c.move({ selector: "age>10", zone: "middle" })],
  ['POST /blocks/edit {"ids":["block-1","block-2"],"content":"x"}', (c) => c.edit({ ids, content: "x" })],
  ['POST /blocks/remove {"ids":["block-1","block-2"],"apply":"now"}', (c) => c.remove({ ids, apply: "now" })],
  ['POST /blocks/insert {"content":"x","behind":"block-1"}', (c) => c.insert({ content: "x", behind: "block-1" })],
  ['POST /blocks/redact {"ids":["block-1","block-2"],"values":["abcd"]}', (c) => c.redact({ ids, values: ["abcd"] })],
  [
    'POST /operations/undo {"operation":"operation-1","dryRun":true}',
    (c) => c.undo({ operation: "operation-1", dryRun: true }),
  ],
  ["GET /operations?session=a+b&limit=5", (c) => c.operations({ session: "a b", limit: 5 })],
  ["GET /operations/operation-1", (c) => c.operation("operation-1")],
  ["GET /pending", (c) => c.pending()],
  ['POST /pending/apply {"changes":["change-1"]}', (c) => c.applyPending({ changes: ["change-1"] })],
  ["POST /pending/apply {}", (c) => c.applyPending()],
  ["GET /turns/turn-7/pipeline", (c) => c.pipeline("turn-7")],
  ["GET /blocks/block-1/versions", (c) => c.versions("block-1")],
  ["GET /blocks/block-1/diff?from=0&to=2", (c) => c.diff("block-1", { from: 0, to: 2 })],
  ["GET /blocks/block-1/diff", (c) => c.diff("block-1")],
  ["GET /trash?session=s", (c) => c.trash({ session: "s" })],
  ["GET /blocks/a%2Fb/notes", (c) => c.notes("a/b")],
  ['POST /blocks/block-1/notes {"text":"why"}', (c) => c.addNote("block-1", "why")],
  ["DELETE /notes/note-1", (c) => c.removeNote("note-1")],
  ["GET /staging", (c) => c.staging({ session: undefined })],
  [
    'POST /staging {"name":"n","source":{"kind":"text","text":"t"}}',
    (c) => c.stage({ name: "n", source: { kind: "text", text: "t" } }),
  ],
  ['PATCH /staging/staged-1 {"enabled":false}', (c) => c.setStaged("staged-1", false)],
  ["DELETE /staging/staged-1", (c) => c.unstage("staged-1")],
  ["GET /sessions/my%20label/ledger", (c) => c.ledger("my label")],
  ["GET /sessions/session-1/health", (c) => c.health("session-1")],
  ["GET /sessions/session-1/budget", (c) => c.budget("session-1")],
  ['PUT /sessions/session-1/budget {"limit":null}', (c) => c.setBudget("session-1", { limit: null })],
  ["GET /sessions/session-1/control", (c) => c.session("session-1")],
  ['PUT /sessions/session-1/control {"holdout":true}', (c) => c.setSession("session-1", { holdout: true })],
  ["GET /checkpoints?session=s", (c) => c.checkpoints({ session: "s" })],
  ['POST /checkpoints {"name":"before"}', (c) => c.saveCheckpoint({ name: "before" })],
  [
    "GET /checkpoints/checkpoint-1/diff?to=checkpoint-2",
    (c) => c.diffCheckpoint("checkpoint-1", { to: "checkpoint-2" }),
  ],
  ["POST /checkpoints/checkpoint-1/restore {}", (c) => c.restoreCheckpoint("checkpoint-1")],
  ["DELETE /checkpoints/checkpoint-1", (c) => c.removeCheckpoint("checkpoint-1")],
  ["GET /holds", (c) => c.holds()],
  ['POST /holds {"timeout":1000}', (c) => c.hold({ timeout: 1_000 })],
  ['POST /holds/hold-1/release {"action":"drop"}', (c) => c.releaseHold("hold-1", { action: "drop" })],
  ["DELETE /holds/hold-1", (c) => c.removeHold("hold-1")],
])("%s", async (expected, call) => {
  expect(await askedBy(call)).toBe(expected);
});

test("a refusal is an ApiError with the problem's code", async () => {
  const problem = { type: "about:blank", title: "t", status: 409, code: "not_live", detail: "it is gone" };
  const { control } = new ApertureClient({
    baseUrl: "",
    fetch: async () => Response.json(problem, { status: 409 }),
  });
  const refused = await control.remove({ ids }).catch((error: unknown) => error);
  expect(ApiError.is(refused) && refused.problem).toEqual(problem);
});
