import { Block, BlocksPage, OperationResult, OperationsPage, type Problem } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

const RESULT = 4;
let aperture: TestApi;
let ids: string[];
let numbers: number[];
beforeEach(() => {
  aperture = createTestApi();
  const told = tellSession(aperture.store, conversation());
  ids = told.ids;
  numbers = told.blocks.map(({ n }) => n);
});
afterEach(() => aperture.close());

/** As curl's `-d` sends it: without a JSON content type. */
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  aperture.api.app.request(`/api/v1${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });
const done = async (answer: Response): Promise<OperationResult> => {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  return OperationResult.parse(await answer.json());
};
const problem = async (answer: Response, status: number): Promise<Problem> => {
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  return (await answer.json()) as Problem;
};
const read = async (id: string, headers: Record<string, string> = {}) =>
  aperture.api.app.request(`/api/v1/blocks/${id}`, { headers });
const block = async (id: string): Promise<Block> => Block.parse(await (await read(id)).json());

describe("POST /blocks/{operation}", () => {
  test("the command of the manual, word for word", async () => {
    const { items } = await done(
      await post("/blocks/compress", '{"ids": ["block-1", "block-2"], "level": "summarized"}'),
    );
    expect(items.map(({ code }) => code)).toEqual(["nothing_gained", "nothing_gained"]);
    const long = await done(await post("/blocks/compress", `{"ids": ["${ids[RESULT]}"], "level": "summarized"}`));
    expect(long.summary.nextRequest).toBe(1);
  });

  test.each([
    ["restore", {}],
    ["pin", { pinned: "top" }],
    ["move", { zone: "primacy" }],
    ["edit", { content: "another text" }],
    ["remove", {}],
  ])("%s", async (name, more) => {
    const { items } = await done(await post(`/blocks/${name}`, { ids: [ids[1]], ...more }));
    expect(items).toMatchObject([{ id: ids[1], lane: "lane-1" }]);
  });

  test("insert: the block is there, at its place, as the user's", async () => {
    const { items } = await done(await post("/blocks/insert", { content: "Mind the tests.", behind: ids[1] }));
    const list = BlocksPage.parse(await (await aperture.api.app.request("/api/v1/blocks")).json());
    expect(list.blocks.map(({ id }) => id)).toEqual([ids[0], ids[1], items[0]!.id, ...ids.slice(2)]);
    expect(list.blocks[2]).toMatchObject({ origin: "user", live: true, position: 2, pending: { kind: "insert" } });
  });

  test("redact takes the token, and so does undoing it", async () => {
    const body = { ids: [ids[1]], values: ["sk-secret-app-123"] };
    expect(await problem(await post("/blocks/redact", body), 401)).toMatchObject({ code: "token_required" });
    expect(aperture.store.control.redactions.ofSession(1)).toEqual([]);
    const token = { authorization: `Bearer ${aperture.token}` };
    await done(await post("/blocks/redact", body, token));
    expect(await problem(await post("/operations/undo", { operation: "operation-1" }), 401)).toBeDefined();
    await done(await post("/operations/undo", { operation: "operation-1" }, token));
    expect(aperture.store.control.redactions.ofSession(1)).toEqual([]);
  });

  test("a header that claims to be somebody else is not believed", async () => {
    await done(await post("/blocks/edit", { ids: [ids[1]], content: "x" }, { "x-aperture-actor": "plugin:evil" }));
    expect(aperture.store.control.operations.get(1)!.actor).toBe("user");
  });

  test.each([
    ["an unknown block", { ids: ["block-99"], level: "minimal" }, 404, "not_found", "/ids/0"],
    ["a signed block", { ids: ["block-3"], level: "minimal" }, 422, "block_signed", "/ids/0"],
    ["a call", { ids: ["block-4"], level: "minimal" }, 422, "orphans_result", "/ids/0"],
    ["nothing to gain", { ids: ["block-2"], level: "summarized" }, 409, "nothing_gained", "/ids/0"],
    ["a selector that does not parse", { selector: "role:", level: "minimal" }, 400, "invalid_selector", "/selector"],
    ["no target", { level: "minimal" }, 422, "invalid_input", "/ids"],
    ["a level there is not", { ids: ["block-2"], level: "tiny" }, 422, "invalid_input", "/level"],
  ])("of %s is a problem with code and pointer", async (_, body, status, code, pointer) => {
    expect(await problem(await post("/blocks/compress", body), status)).toMatchObject({ code, errors: [{ pointer }] });
    expect(aperture.store.control.operations.get(1)).toBeUndefined();
  });

  test("of several answers per block, also where all are refused", async () => {
    const { items, operation } = await done(await post("/blocks/remove", { ids: ["block-3", "block-4", "block-99"] }));
    expect(items.map(({ code }) => code)).toEqual(["block_signed", "orphans_result", "not_found"]);
    expect(operation).toBeNull();
  });

  test("a text of more than a megabyte can be an edit", async () => {
    const content = "a long line of text\n".repeat(100_000);
    await done(await post("/blocks/edit", { ids: [ids[1]], content }));
    expect((await problem(await post("/blocks/pin", { ids: [ids[1]], reason: content }), 413)).code).toBe(
      "body_too_large",
    );
  });
});

describe("blocks tell", () => {
  test("what waits, what is sent and what is to be given back", async () => {
    aperture.governor.cached.add(numbers[RESULT]!);
    await done(await post("/blocks/compress", { ids: [ids[RESULT]], level: "minimal" }));
    const waiting = { change: "change-1", level: "minimal", kind: "compress", actor: "user" };
    expect(await block(ids[RESULT]!)).toMatchObject({
      level: "original",
      sent: null,
      pending: { ...waiting, state: "pending", costNow: 1_000 },
    });
    aperture.store.control.changes.update(1, { state: "applied" });
    expect(await block(ids[RESULT]!)).toMatchObject({ level: "minimal", sent: waiting, pending: null });
    await done(await post("/blocks/restore", { ids: [ids[RESULT]] }));
    expect(await block(ids[RESULT]!)).toMatchObject({
      level: "minimal",
      sent: waiting,
      pending: { ...waiting, state: "undo-pending" },
    });
  });

  test("pins, zones, notes", async () => {
    await done(await post("/blocks/pin", { ids: [ids[RESULT]], pinned: "bottom" }));
    await done(await post("/blocks/move", { ids: [ids[RESULT]], zone: "primacy" }));
    await post(`/blocks/${ids[RESULT]}/notes`, { text: "look here" });
    expect(await block(ids[RESULT]!)).toMatchObject({ pinned: "bottom", zone: "primacy", notes: 1 });
  });

  test("by selector, live and all", async () => {
    const asked = async (query: string) =>
      BlocksPage.parse(await (await aperture.api.app.request(`/api/v1/blocks?${query}`)).json()).blocks.map(
        ({ id }) => id,
      );
    expect(await asked("select=role%3Atool_result,image")).toEqual([ids[4], ids[5]]);
    expect(await asked("select=tokens%3E1000&scope=all")).toEqual([ids[4]]);
    const bad = await aperture.api.app.request("/api/v1/blocks?select=size%3E3");
    expect(await problem(bad, 400)).toMatchObject({ code: "invalid_selector", errors: [{ parameter: "select" }] });
  });
});

describe("ETag and If-Match", () => {
  const edit = (content: string, etag: string | null) =>
    post("/blocks/edit", { ids: [ids[1]], content }, etag === null ? {} : { "if-match": etag });
  const tag = async () => (await read(ids[1]!)).headers.get("etag")!;

  test("a write on what was read succeeds, a second one on the same reading does not", async () => {
    const etag = await tag();
    await done(await edit("one", etag));
    const told = await problem(await edit("two", etag), 412);
    expect(told).toMatchObject({ code: "stale_etag" });
    expect(told.detail).toContain(await tag());
    await done(await edit("two", await tag()));
    await done(await edit("three", "*"));
    expect(aperture.store.control.operations.ofSession(1, { limit: 9 })).toHaveLength(3);
  });

  test("a new turn voids no edit, but is shown", async () => {
    const etag = await tag();
    const { n: _, ...turn } = aperture.store.turns.ofLane(1, 1)[0]!;
    aperture.store.lanes.update(1, { turns: 9 });
    aperture.store.turns.insert({ ...turn, number: 9, blocks: [...turn.blocks].reverse() });
    expect(await tag()).not.toBe(etag);
    await done(await edit("one", etag));
  });

  test("a reading that has not changed is answered with 304", async () => {
    const etag = await tag();
    const again = await read(ids[1]!, { "if-none-match": `"other", W/${etag}` });
    expect([again.status, again.headers.get("etag"), await again.text()]).toEqual([304, etag, ""]);
    expect((await read(ids[1]!, { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("is for one block", async () => {
    const answer = await post("/blocks/edit", { ids: [ids[1], ids[7]], content: "x" }, { "if-match": '"a.b"' });
    expect(await problem(answer, 422)).toMatchObject({ code: "invalid_input", errors: [{ header: "If-Match" }] });
  });
});

describe("Idempotency-Key", () => {
  const edit = (content: string, key: string) =>
    post("/blocks/edit", { ids: [ids[1]], content }, { "idempotency-key": key });

  test("the same again is answered as before and done once", async () => {
    const first = await done(await edit("one", "key-1"));
    const again = await edit("one", "key-1");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await done(again)).toEqual(first);
    expect(aperture.store.control.operations.ofSession(1, { limit: 9 })).toHaveLength(1);
    await done(await edit("one", "key-2"));
  });

  test("another request under the same key is refused", async () => {
    await done(await edit("one", "key-1"));
    expect((await problem(await edit("two", "key-1"), 422)).code).toBe("idempotency_reused");
    const elsewhere = await post("/blocks/remove", { ids: [ids[1]] }, { "idempotency-key": "key-1" });
    expect((await problem(elsewhere, 422)).code).toBe("idempotency_reused");
  });

  test("two at once are not both done", async () => {
    const answers = await Promise.all([edit("one", "key-1"), edit("one", "key-1")]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(aperture.store.control.changes.ofBlock(numbers[1]!)).toHaveLength(1);
  });

  test("a failure and a dry run are not kept; a day later nothing is", async () => {
    expect((await edit("", "key-1")).status).toBe(422);
    await done(await post("/blocks/remove", { ids: [ids[1]], dryRun: true }, { "idempotency-key": "key-1" }));
    await done(await edit("one", "key-1"));
    aperture.advance(25 * 3_600_000);
    await done(await edit("two", "key-2"));
    await done(await edit("three", "key-1"));
    expect(aperture.store.control.operations.ofSession(1, { limit: 9 })).toHaveLength(3);
  });

  test("must be one", async () => {
    expect(await problem(await edit("one", "ä"), 422)).toMatchObject({ errors: [{ header: "Idempotency-Key" }] });
  });
});

describe("the action log", () => {
  test("pages cover every operation once, newest first, of the session they began in", async () => {
    for (const content of ["1", "2", "3", "4", "5"]) await done(await post("/blocks/edit", { ids: [ids[1]], content }));
    const seen: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const query: string = after === "" ? "" : `&after=${after}`;
      const answer = await aperture.api.app.request(`/api/v1/operations?limit=2${query}`);
      const page = OperationsPage.parse(await answer.json());
      seen.push(...page.operations.map(({ id }) => id));
      after = page.next;
      if (seen.length === 2) tellSession(aperture.store, conversation("other"), "other");
    }
    expect(seen).toEqual([5, 4, 3, 2, 1].map((n) => `operation-${n}`));
    const one = await aperture.api.app.request("/api/v1/operations/operation-2");
    expect(await one.json()).toMatchObject({ id: "operation-2", kind: "edit", undoneBy: null });
    expect((await aperture.api.app.request("/api/v1/operations/operation-77")).status).toBe(404);
  });
});
