import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Problem, Session, SessionsPage, TurnsPage } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seedConversation, seedTurn } from "../testing/seed.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
beforeEach(() => {
  aperture = createTestApi();
});
afterEach(() => aperture.close());

const get = (path: string) => aperture.api.app.request(`/api/v1${path}`);
const events = () => aperture.store.events.since(0, 100).events.map(({ type, data }) => ({ type, data }));
const put = (path: string, body: unknown) =>
  aperture.withToken(`/api/v1${path}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe("reading", () => {
  test("sessions come newest first, in pages without overlap", async () => {
    for (let index = 1; index <= 7; index++)
      seedConversation(aperture.store, 1, { label: `s${index}`, lastSeen: index === 3 ? 9_999 : 1_000 });
    const labels: string[] = [];
    let after: string | null = "";
    while (after !== null) {
      const page: SessionsPage = SessionsPage.parse(
        await (await get(`/sessions?limit=3${after && `&after=${after}`}`)).json(),
      );
      labels.push(...page.sessions.map((session) => session.label));
      after = page.next;
    }
    expect(labels).toEqual(["s3", "s7", "s6", "s5", "s4", "s2", "s1"]);
  });

  test("no session is an empty list, and `no_session` for one by name", async () => {
    expect(await (await get("/sessions")).json()).toEqual({ sessions: [], next: null });
    const answer = await get("/sessions/session-1");
    expect([answer.status, ((await answer.json()) as Problem).code]).toEqual([404, "no_session"]);
  });

  test("context tokens are what the newest request was billed, until then the last bill and what came since", async () => {
    const { lane, blocks } = seedConversation(aperture.store, 2);
    const read = async () => Session.parse(await (await get("/sessions/session-1")).json());
    expect(await read()).toMatchObject({
      contextTokens: 25,
      estimated: true,
      contextWindow: 200_000,
      turns: 1,
      blocks: 5,
    });
    const usage = { input: 10, output: 5, cacheRead: 1_000, cacheWrite5m: 200, cacheWrite1h: 3 };
    seedTurn(aperture.store, lane, blocks, { number: 2, usage, requestBytes: 5_000, answerBytes: 40 });
    expect(await read()).toMatchObject({ contextTokens: 1_213, estimated: false, turns: 2, usage });
    seedTurn(aperture.store, lane, blocks, { number: 3, outcome: "running", requestBytes: 5_440 });
    expect(await read()).toMatchObject({ contextTokens: 1_318, estimated: true });
    seedTurn(aperture.store, lane, blocks, { number: 4, outcome: "running", requestBytes: 400 });
    expect(await read()).toMatchObject({ contextTokens: 100, estimated: true });
  });

  test("an unknown id or label names the nearest", async () => {
    seedConversation(aperture.store, 1, { label: "fix-login" });
    seedConversation(aperture.store, 1, { label: "write-docs", lastSeen: 99_000 });
    const detail = async (name: string) => ((await (await get(`/sessions/${name}`)).json()) as Problem).detail;
    expect(await detail("session-9")).toContain("The nearest is session-");
    expect(await detail("fix-logn")).toContain("The nearest is fix-login; the newest is session-2 (write-docs)");
    expect(await detail("x".repeat(300))).toHaveLength((await detail("x".repeat(100))).length);
  });

  test("turns come newest first; a page's cursor belongs to its session", async () => {
    const { lane } = seedConversation(aperture.store, 1);
    for (let number = 2; number <= 5; number++) seedTurn(aperture.store, lane, [], { number });
    seedConversation(aperture.store, 1, { label: "other" });
    const first = TurnsPage.parse(await (await get("/sessions/session-1/turns?limit=3")).json());
    const second = TurnsPage.parse(await (await get(`/sessions/session-1/turns?after=${first.next}`)).json());
    expect([...first.turns, ...second.turns].map((turn) => turn.number)).toEqual([5, 4, 3, 2, 1]);
    expect(second.next).toBeNull();
    expect(second.turns.at(-1)).toMatchObject({ blocks: ["block-1", "block-2"], answerBlocks: ["block-3"] });
    expect((await get(`/sessions/other/turns?after=${first.next}`)).status).toBe(400);
  });
});

describe("PUT /sessions/{id}/project", () => {
  test("sets and clears the folder, and says so in the event log", async () => {
    seedConversation(aperture.store, 1, { label: "mine" });
    const dir = join(aperture.home, "project");
    mkdirSync(dir);
    expect(await (await put("/sessions/mine/project", { dir: `${dir}/../project/` })).json()).toMatchObject({
      project: dir,
    });
    expect(aperture.store.sessions.get(1)?.project).toBe(dir);
    expect(await (await put("/sessions/session-1/project", { dir: null })).json()).toMatchObject({ project: null });
    expect(events()).toEqual([
      { type: "session-project-set", data: { sessionId: "session-1", project: dir } },
      { type: "session-project-set", data: { sessionId: "session-1", project: null } },
    ]);
  });

  test.each([["relative"], ["/nowhere/at/all"], [7], [""], ["/tmp\u0000/x"]])("%j is refused at /dir", async (dir) => {
    seedConversation(aperture.store, 1);
    const answer = await put("/sessions/session-1/project", { dir });
    const problem = (await answer.json()) as Problem;
    expect([answer.status, problem.errors?.[0]?.pointer]).toEqual([422, "/dir"]);
    expect(aperture.store.sessions.get(1)?.project).toBeNull();
    expect(events()).toEqual([]);
  });

  test("needs the token", async () => {
    seedConversation(aperture.store, 1);
    const body = JSON.stringify({ dir: null });
    const init = { method: "PUT", body, headers: { "content-type": "application/json" } };
    expect((await aperture.api.app.request("/api/v1/sessions/session-1/project", init)).status).toBe(401);
  });
});

describe("DELETE /sessions/{id}", () => {
  test("removes the session, keeps the others, and says so", async () => {
    seedConversation(aperture.store, 2, { label: "gone" });
    seedConversation(aperture.store, 2, { label: "stays" });
    const answer = await aperture.withToken("/api/v1/sessions/gone", { method: "DELETE" });
    expect(await answer.json()).toEqual({ removed: "session-1" });
    expect(aperture.store.sessions.get(1)).toBeUndefined();
    expect(aperture.store.blocks.countOfSession(2)).toBe(5);
    expect(events()).toEqual([{ type: "session-removed", data: { sessionId: "session-1" } }]);
    expect((await aperture.withToken("/api/v1/sessions/session-1", { method: "DELETE" })).status).toBe(404);
    // Nothing has been swept yet: it is out of every answer all the same.
    expect(aperture.store.blocks.countOfSession(1)).toBe(5);
    for (const path of ["sessions/session-1", "sessions/gone", "sessions/session-1/turns", "blocks?session=gone"])
      expect((await aperture.withToken(`/api/v1/${path}`)).status, path).toBe(404);
    for (const block of [1, 5]) expect((await aperture.withToken(`/api/v1/blocks/block-${block}`)).status).toBe(404);
    expect((await aperture.withToken("/api/v1/blocks/block-6")).status).toBe(200);
  });

  test("does nothing without the token", async () => {
    seedConversation(aperture.store, 2);
    const answer = await aperture.api.app.request("/api/v1/sessions/session-1", { method: "DELETE" });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="aperture"']);
    expect(aperture.store.sessions.get(1)).toBeDefined();
  });
});
