import type { Problem } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../control/testing/open-test-store.ts";
import { createTestApi, type TestApi } from "./testing/test-api.ts";

let aperture: TestApi;
let ids: string[];
beforeEach(() => {
  aperture = createTestApi();
  ids = tellSession(aperture.store, conversation()).ids;
});
afterEach(() => aperture.close());

async function ask(method: string, path: string, body?: unknown, key?: string) {
  const answer = await aperture.api.app.request(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const replayed = answer.headers.get("idempotency-replayed") === "true";
  return { status: answer.status, replayed, body: (await answer.json()) as Record<string, unknown> };
}
const staged = { name: "rules", source: { kind: "text", text: "a text of its own" } };

describe("under an Idempotency-Key", () => {
  test.each([
    ["/staging", staged, "/staging", "items"],
    ["/checkpoints", { name: "before" }, "/checkpoints", "checkpoints"],
    ["/holds", {}, "/holds", "holds"],
    ["/blocks/:id/notes", { text: "why?" }, "/blocks/:id/notes", "notes"],
  ] as const)("POST %s makes one, and answers the same again", async (path, body, listPath, member) => {
    const at = (template: string) => template.replace(":id", ids[1]!);
    const first = await ask("POST", at(path), body, "key-1");
    const again = await ask("POST", at(path), body, "key-1");
    expect([first.status, first.replayed, again.status, again.replayed]).toEqual([200, false, 200, true]);
    expect(again.body).toEqual(first.body);
    expect((await ask("GET", at(listPath))).body[member]).toHaveLength(1);
  });

  test("a released hold is told of again", async () => {
    await ask("POST", "/holds", {});
    const refused = await ask("POST", "/holds/hold-1/release", {}, "key-1");
    expect([refused.status, (await ask("POST", "/holds/hold-1/release", {}, "key-1")).replayed]).toEqual([409, false]);
  });

  test("texts are kept in their own place only, and what is gone by then is not found", async () => {
    await ask("POST", "/staging", staged, "key-1");
    await ask("POST", `/blocks/${ids[1]}/notes`, { text: "why?" }, "key-2");
    expect(aperture.store.control.idempotency.get("key-1")?.body).toBe('{"id":"staged-1"}');
    expect(aperture.store.control.idempotency.get("key-2")?.body).toBe('{"id":"note-1"}');
    await ask("DELETE", "/notes/note-1");
    expect(await ask("POST", `/blocks/${ids[1]}/notes`, { text: "why?" }, "key-2")).toMatchObject({
      status: 404,
      body: { code: "not_found" },
    });
  });

  test("what found nothing to do is answered the same later, when there would be something", async () => {
    const unpin = { ids: [ids[1]], pinned: null };
    const first = await ask("POST", "/blocks/pin", unpin, "key-1");
    expect(first.body).toMatchObject({ operation: null });
    await ask("POST", "/blocks/pin", { ids: [ids[1]], pinned: "top" });
    const again = await ask("POST", "/blocks/pin", unpin, "key-1");
    expect([again.replayed, again.body]).toEqual([true, first.body]);
  });

  test("what tells a secret refuses the header", async () => {
    const answer = await aperture.withToken("/api/v1/pairings", {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": "key-1" },
      body: "{}",
    });
    expect([answer.status, ((await answer.json()) as Problem).errors]).toEqual([
      422,
      [{ header: "Idempotency-Key", detail: expect.stringContaining("Idempotency-Key") }],
    ]);
  });
});

describe("bad input says where", () => {
  test("a field that is not known does nothing, and names the one that is meant", async () => {
    const answer = await ask("POST", "/blocks/remove", { ids: [ids[1]], dryrun: true, x: 1 });
    expect(answer).toMatchObject({
      status: 422,
      body: {
        code: "invalid_input",
        detail: "/dryrun: unknown field; did you mean dryRun?",
        errors: [{ pointer: "/dryrun" }, { pointer: "/x", detail: expect.stringContaining("known are ids") }],
      },
    });
    expect(aperture.store.control.operations.ofSession(1, { limit: 9 })).toEqual([]);
  });

  test.each([
    [{ operation: "operation-9" }, 404, "/operation"],
    [{ session: "nobody", actor: "user" }, 404, "/session"],
    [{ actor: "plugin:idle" }, 409, "/actor"],
    [{ turn: 3 }, 409, "/turn"],
    [{}, 422, "/operation"],
  ])("undo of %j", async (body, status, pointer) => {
    expect(await ask("POST", "/operations/undo", body)).toMatchObject({ status, body: { errors: [{ pointer }] } });
  });

  test("a field of the query is a parameter, a header a header", async () => {
    expect((await ask("GET", `/blocks/${ids[1]}/diff?to=5`)).body).toMatchObject({ errors: [{ parameter: "to" }] });
    expect((await ask("GET", "/operations?limit=x")).body).toMatchObject({ errors: [{ parameter: "limit" }] });
    const stale = await aperture.api.app.request("/api/v1/blocks/remove", {
      method: "POST",
      headers: { "content-type": "application/json", "if-match": '"a.b"' },
      body: JSON.stringify({ ids: [ids[1]] }),
    });
    expect(await stale.json()).toMatchObject({ code: "stale_etag", errors: [{ header: "If-Match" }] });
  });
});

test("a dry run of an insert names no block: it is new", async () => {
  const { body } = await ask("POST", "/blocks/insert", { content: "mind the tests", dryRun: true });
  expect(body).toMatchObject({ dryRun: true, items: [{ id: "new", after: "mind the tests" }] });
});
