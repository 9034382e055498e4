import { Block, BlocksPage, type Problem } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hashOf, seedBlock, seedConversation, seedLane, seedTurn } from "../testing/seed.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
beforeEach(() => {
  aperture = createTestApi();
});
afterEach(() => aperture.close());

const page = async (query = ""): Promise<BlocksPage> => {
  const answer = await aperture.api.app.request(`/api/v1/blocks${query}`);
  expect(answer.status).toBe(200);
  return BlocksPage.parse(await answer.json());
};
const ids = async (query = "") => (await page(query)).blocks.map((block) => block.id);
const problem = async (path: string, status: number): Promise<Problem> => {
  const answer = await aperture.api.app.request(path);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  return (await answer.json()) as Problem;
};

describe("GET /api/v1/blocks", () => {
  test("is an empty page before any session was seen", async () => {
    expect(await page()).toEqual({ session: null, blocks: [], total: 0, next: null });
  });

  test("shows the session that spoke last, in prompt order, zones by place", async () => {
    seedConversation(aperture.store, 6, { label: "old", lastSeen: 1_000 });
    const { session } = seedConversation(aperture.store, 6, { label: "new", lastSeen: 9_000 });
    const { session: shown, blocks, total } = await page();
    expect([shown, total]).toEqual([`session-${session.n}`, 13]);
    expect(blocks.map((block) => block.position)).toEqual(blocks.map((_, index) => index));
    expect(blocks.map((block) => block.zone[0]).join("")).toBe("ppmmmrrrrrrrr");
    expect(blocks.every((block) => block.live && block.sessionId === shown)).toBe(true);
    expect(blocks[1]).toMatchObject({
      role: "user",
      content: "Question 1 of new: what does Zebra do?",
      origin: "client",
    });
  });

  test("takes a session's id or label", async () => {
    const { session } = seedConversation(aperture.store, 1, { label: "my-label", lastSeen: 1_000 });
    seedConversation(aperture.store, 1, { label: "other", lastSeen: 9_000 });
    expect((await page(`?session=session-${session.n}`)).session).toBe(`session-${session.n}`);
    expect((await page("?session=my-label")).session).toBe(`session-${session.n}`);
  });

  test("filters by role, zone and words, and counts what matches", async () => {
    seedConversation(aperture.store, 6);
    expect(await page("?role=system")).toMatchObject({ total: 1, blocks: [{ id: "block-1" }] });
    expect(await ids("?zone=middle")).toEqual(["block-3", "block-4", "block-5"]);
    expect(await ids("?q=ZEBRA+question+3")).toEqual(["block-6"]);
    expect(await page("?q=nowhere")).toMatchObject({ total: 0, blocks: [], next: null });
    expect(await ids("?zone=recency&role=user&q=5")).toEqual(["block-10"]);
  });

  test("pages cover every block once, in order", async () => {
    seedConversation(aperture.store, 6);
    for (const scope of ["live", "all"]) {
      const seen: string[] = [];
      let after: string | null = "";
      while (after !== null) {
        const part: BlocksPage = await page(`?scope=${scope}&limit=4${after && `&after=${after}`}`);
        expect(part.total).toBe(13);
        seen.push(...part.blocks.map((block) => block.id));
        after = part.next;
      }
      expect(seen).toEqual(Array.from({ length: 13 }, (_, index) => `block-${index + 1}`));
    }
  });

  test("a turn between two pages does not shift them; another session that speaks does not either", async () => {
    const { store } = aperture;
    const { lane, blocks } = seedConversation(store, 6);
    const first = await page("?limit=5");
    const extra = seedBlock(store, lane, "user", "a reminder that comes first");
    seedTurn(store, lane, [extra, ...blocks], { number: 2 });
    seedConversation(store, 2, { label: "louder", lastSeen: 99_000 });
    const second = await page(`?limit=100&after=${first.next}`);
    expect(second.session).toBe(first.session);
    expect([...first.blocks, ...second.blocks].map((block) => block.id)).toEqual(
      blocks.map((block) => `block-${block.n}`),
    );
  });

  test("content is cut to contentLimit, never inside a character, and its whole length told", async () => {
    const { lane } = seedConversation(aperture.store, 1);
    const emoji = seedBlock(aperture.store, lane, "user", `${"x".repeat(9)}😀 tail`);
    seedTurn(aperture.store, lane, [emoji]);
    expect((await page("?contentLimit=10")).blocks[0]).toMatchObject({ content: "x".repeat(9), contentLength: 16 });
    expect((await page("?contentLimit=11")).blocks[0]?.content).toBe(`${"x".repeat(9)}😀`);
    expect((await page("?contentLimit=0")).blocks[0]?.content).toBe("");
  });

  test("blocks that left the context are shown by scope=all only, as not live", async () => {
    const { store } = aperture;
    const { lane, blocks } = seedConversation(store, 3);
    seedTurn(store, lane, blocks.slice(-2), { number: 2 });
    expect(await ids()).toEqual(["block-6", "block-7"]);
    const all = await page("?scope=all");
    expect(all.total).toBe(7);
    expect(all.blocks[0]).toMatchObject({ live: false, position: -1, zone: "middle" });
    expect(all.blocks[6]).toMatchObject({ live: true, position: 1 });
  });

  test("the main lane goes before a side lane that spoke later; `lane` names another", async () => {
    const { store } = aperture;
    const { session, lane } = seedConversation(store, 2);
    const side = seedLane(store, session, { kind: "side", lastSeen: 50_000 });
    seedTurn(store, side, [seedBlock(store, side, "user", "give this a title")]);
    expect((await page()).blocks[0]?.lane).toBe(`lane-${lane.n}`);
    expect(await page(`?lane=lane-${side.n}`)).toMatchObject({ total: 1, blocks: [{ content: "give this a title" }] });
    const missing = await problem("/api/v1/blocks?lane=lane-99", 404);
    expect(missing.detail).toContain(`session-${session.n} has lane-${lane.n}, lane-${side.n}`);
  });

  test("an opaque request does not empty the page", async () => {
    const { lane } = seedConversation(aperture.store, 2);
    seedTurn(aperture.store, lane, [], { number: 2, outcome: "opaque" });
    expect((await page()).total).toBe(5);
  });
});

describe("tokens", () => {
  test("are characters ÷ 4 until counted, then the count × the model's factor", async () => {
    const { store } = aperture;
    const { lane } = seedConversation(store, 1);
    const block = seedBlock(store, lane, "user", "y".repeat(81));
    const image = seedBlock(store, lane, "image", "[image/png]", { tokens: 1_600 });
    seedTurn(store, lane, [block, image]);
    const counts = async () => (await page()).blocks.map(({ tokens, estimated }) => [tokens, estimated]);
    expect(await counts()).toEqual([
      [21, true],
      [1_600, true],
    ]);
    store.contents.setTokens(new Map([[hashOf("y".repeat(81)), 10]]));
    expect((await counts())[0]).toEqual([10, true]);
    store.models.put({ model: "claude-sonnet-4-5", factor: 1.26, samples: 5 });
    expect(await counts()).toEqual([
      [13, false],
      [1_600, false],
    ]);
  });
});

describe("GET /api/v1/blocks/{id}", () => {
  test("gives the whole content with an ETag that changes with what is shown", async () => {
    const { store } = aperture;
    const { lane } = seedConversation(store, 1);
    const long = seedBlock(store, lane, "tool_result", "z".repeat(5_000), { toolName: "Bash", filePaths: ["a.ts"] });
    seedTurn(store, lane, [long]);
    const path = `/api/v1/blocks/block-${long.n}`;
    const answer = await aperture.api.app.request(path);
    const block = Block.parse(await answer.json());
    expect([block.content.length, block.contentLength, block.live]).toEqual([5_000, 5_000, true]);
    expect(block.metadata).toEqual({
      provider: "anthropic",
      kind: "text",
      turn: 1,
      toolName: "Bash",
      filePaths: ["a.ts"],
    });
    const etag = answer.headers.get("etag")!;
    const again = await aperture.api.app.request(path, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("x-content-type-options")).toBe("nosniff");
    store.blocks.update(long.n, { hash: hashOf("Question 1 of a session: what does Zebra do?") });
    const changed = await aperture.api.app.request(path, { headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(((await changed.json()) as Block).content).toContain("Zebra");
  });

  test("names what would work for an id that does not", async () => {
    expect((await problem("/api/v1/blocks/block-1", 404)).detail).toContain("No session has been seen yet");
    seedConversation(aperture.store, 6);
    expect((await problem("/api/v1/blocks/block-99", 404)).detail).toContain("The nearest of session-1 is block-13");
    expect((await problem("/api/v1/blocks/7", 404)).detail).toContain("Did you mean block-7?");
    expect((await problem("/api/v1/blocks/BLOCK_7", 404)).detail).toContain("Did you mean block-7?");
    expect((await problem("/api/v1/blocks/block-007", 404)).detail).toContain("Did you mean block-7?");
  });
});

describe("bad input", () => {
  test.each([
    ["limit=0", "limit"],
    ["limit=1001", "limit"],
    ["limit=x", "limit"],
    ["limit=1&limit=2", "limit"],
    ["role=robot", "role"],
    ["zone=", "zone"],
    ["scope=some", "scope"],
    [`q=${"x".repeat(501)}`, "q"],
    ["contentLimit=-1", "contentLimit"],
  ])("%s is refused by name", async (query, field) => {
    const { code, errors } = await problem(`/api/v1/blocks?${query}`, 422);
    expect([code, errors?.map(({ parameter }) => parameter)]).toEqual(["invalid_input", [field]]);
  });

  test("a cursor of another list, session or world is refused", async () => {
    seedConversation(aperture.store, 6, { label: "one" });
    seedConversation(aperture.store, 6, { label: "two" });
    const { next } = await page("?session=one&limit=2");
    const all = await page("?session=one&limit=2&scope=all");
    const sessions = (await (await aperture.api.app.request("/api/v1/sessions?limit=1")).json()) as { next: string };
    for (const query of [
      `session=two&after=${next}`,
      `session=one&after=${all.next}`,
      `session=one&scope=all&after=${next}`,
      `after=${sessions.next}`,
      "after=AAAA",
      "after=",
      `after=${Buffer.from('{"kind":"blocks-live","session":1e400}').toString("base64url")}`,
      `after=${Buffer.from('{"kind":"blocks-live","session":1,"turn":999,"behind":0}').toString("base64url")}`,
    ])
      expect((await problem(`/api/v1/blocks?${query}`, 400)).code).toBe("cursor_invalid");
  });
});
