import { Mode } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { createTestApi, type TestApi } from "../testing/test-api.ts";

let aperture: TestApi;
let ids: string[];
const start = (options: Parameters<typeof createTestApi>[0] = {}) => {
  aperture = createTestApi(options);
  ids = tellSession(aperture.store, conversation()).ids;
};
beforeEach(() => start());
afterEach(() => aperture.close());

async function ask(
  method: string,
  path: string,
  body?: unknown,
  token = false,
): Promise<{ status: number; body: unknown }> {
  const answer = await aperture.api.app.request(`/api/v1${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${aperture.token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

describe("history and notes", () => {
  test("versions, a diff between them, and the trash", async () => {
    await ask("POST", "/blocks/remove", { ids: [ids[7]] });
    const versions = await ask("GET", `/blocks/${ids[7]}/versions`);
    expect(versions.body).toMatchObject({ block: ids[7], versions: [{ kind: "original" }, { kind: "remove" }] });
    const diff = await ask("GET", `/blocks/${ids[7]}/diff?from=0&to=1`);
    expect(diff.body).toMatchObject({ diff: expect.stringContaining("-Go on, please.") });
    expect((await ask("GET", `/blocks/${ids[7]}/diff?to=5`)).body).toMatchObject({ code: "not_found" });
    expect((await ask("GET", "/trash")).body).toMatchObject({ session: "session-1", blocks: [{ id: ids[7] }] });
    expect((await ask("GET", "/trash?session=nobody")).status).toBe(404);
  });

  test("notes are added, listed and removed", async () => {
    expect(await ask("POST", `/blocks/${ids[1]}/notes`, { text: "why?" })).toMatchObject({ body: { id: "note-1" } });
    expect((await ask("GET", `/blocks/${ids[1]}/notes`)).body).toMatchObject({ notes: [{ text: "why?" }] });
    expect((await ask("DELETE", "/notes/note-1")).body).toEqual({ removed: "note-1" });
    expect((await ask("DELETE", "/notes/note-1")).status).toBe(404);
    expect((await ask("POST", `/blocks/${ids[1]}/notes`, { text: "" })).status).toBe(422);
  });
});

describe("what waits", () => {
  test("is listed with its price and applied", async () => {
    aperture.governor.cached.add(2);
    await ask("POST", "/blocks/edit", { ids: [ids[1]], content: "later" });
    expect((await ask("GET", "/pending")).body).toMatchObject({
      changes: [{ id: "change-1" }],
      price: { costNow: 77 },
    });
    expect((await ask("POST", "/pending/apply", {})).body).toMatchObject({ summary: { nextRequest: 1 } });
    expect(aperture.store.control.changes.get(1)!.forced).toBe(true);
    expect((await ask("POST", "/pending/apply", { changes: ["change-9"] })).status).toBe(404);
  });
});

describe("checkpoints", () => {
  test("are saved, listed, compared, restored and forgotten", async () => {
    await ask("POST", "/blocks/edit", { ids: [ids[1]], content: "one" });
    expect((await ask("POST", "/checkpoints", { name: "before" })).body).toMatchObject({ id: "checkpoint-1" });
    await ask("POST", "/blocks/edit", { ids: [ids[1]], content: "two" });
    expect((await ask("GET", "/checkpoints")).body).toMatchObject({ checkpoints: [{ name: "before", decisions: 1 }] });
    expect((await ask("GET", "/checkpoints/checkpoint-1/diff")).body).toMatchObject({
      to: "now",
      blocks: [{ block: ids[1] }],
    });
    const restored = await ask("POST", "/checkpoints/checkpoint-1/restore", {});
    expect(restored.body).toMatchObject({ operation: "operation-3", summary: { nextRequest: 1 } });
    expect((await ask("DELETE", "/checkpoints/checkpoint-1")).body).toEqual({ removed: "checkpoint-1" });
    expect((await ask("POST", "/checkpoints/checkpoint-1/restore", {})).status).toBe(404);
  });
});

describe("staging", () => {
  test("a text is staged by anybody here, a command by the owner alone", async () => {
    const text = { name: "house rules", source: { kind: "text", text: "Be brief." } };
    const added = await ask("POST", "/staging", text);
    expect(added).toMatchObject({ status: 200, body: { id: "staged-1", name: "house rules", enabled: true } });
    const command = { name: "diff", source: { kind: "command", command: "echo hello" }, session: "session-1" };
    expect(await ask("POST", "/staging", command)).toMatchObject({ status: 401 });
    expect((await ask("GET", "/staging")).body).toMatchObject({ items: [{ id: "staged-1" }] });
    expect((await ask("PATCH", "/staging/staged-1", { enabled: false })).body).toMatchObject({ enabled: false });
    expect((await ask("DELETE", "/staging/staged-1")).body).toEqual({ removed: "staged-1" });
    expect((await ask("PATCH", "/staging/staged-1", { enabled: true })).status).toBe(404);
  });
});

describe("holds", () => {
  test("are armed, listed and taken back; what waits for nothing cannot be released", async () => {
    expect((await ask("POST", "/holds", { timeout: 5_000 })).body).toMatchObject({ id: "hold-1", state: "armed" });
    expect((await ask("GET", "/sessions/session-1/control")).body).toMatchObject({ holding: true });
    expect((await ask("GET", "/holds?session=session-1")).body).toMatchObject({ holds: [{ id: "hold-1" }] });
    expect((await ask("POST", "/holds/hold-1/release", {})).body).toMatchObject({ code: "hold_ended" });
    expect((await ask("DELETE", "/holds/hold-1")).body).toEqual({ removed: "hold-1" });
    expect((await ask("POST", "/holds/hold-7/release", { action: "drop" })).status).toBe(404);
    expect((await ask("POST", "/holds", { session: "nobody" })).status).toBe(404);
  });
});

describe("a session as a whole", () => {
  test("ledger, health, budget, control", async () => {
    expect((await ask("GET", "/sessions/session-1/ledger")).body).toMatchObject({ sessionId: "session-1" });
    expect((await ask("GET", "/sessions/session-1/health")).body).toMatchObject({ sessionId: "session-1" });
    expect((await ask("GET", "/sessions/session-1/budget")).body).toMatchObject({ budget: { strategy: "warn" } });
    expect((await ask("PUT", "/sessions/session-1/budget", { limit: 9_000 })).status).toBe(200);
    expect(aperture.store.control.sessionSettings.get(1, "budget")).toEqual({ limit: 9_000 });
    expect((await ask("PUT", "/sessions/session-1/budget", { limit: 7 })).status).toBe(422);
    const control = await ask("PUT", "/sessions/a%20session/control", { holdout: true });
    expect(control.body).toMatchObject({ sessionId: "session-1", mode: "manual" });
    expect(aperture.store.control.sessionSettings.get(1, "holdout")).toBe(true);
    expect((await ask("GET", "/sessions/session-9/health")).status).toBe(404);
  });

  test("what the stages did to a turn", async () => {
    expect((await ask("GET", "/turns/turn-1/pipeline")).body).toMatchObject({ turn: "turn-1", governed: false });
    expect((await ask("GET", "/turns/turn-99/pipeline")).status).toBe(404);
  });
});

describe("access", () => {
  const writes: [string, string, unknown][] = [
    ["POST", "/blocks/edit", { ids: ["block-2"], content: "x" }],
    ["POST", "/operations/undo", { operation: "operation-1" }],
    ["POST", "/pending/apply", {}],
    ["POST", "/checkpoints/checkpoint-1/restore", {}],
    ["POST", "/staging", { name: "n", source: { kind: "text", text: "t" } }],
    ["POST", "/holds", {}],
    ["PUT", "/sessions/session-1/budget", { limit: 9_000 }],
    ["PUT", "/sessions/session-1/control", { holdout: true }],
  ];

  test.each(writes)(
    "%s %s is refused in the mode observe, before anything is looked at",
    async (method, path, body) => {
      await aperture.close();
      start({ mode: Mode.enum.observe });
      expect(await ask(method, path, body)).toMatchObject({ status: 409, body: { code: "mode_observe" } });
    },
  );

  test.each(writes)("%s %s takes the token where it is asked for everywhere", async (method, path, body) => {
    await aperture.close();
    start({ auth: "required" });
    expect(await ask(method, path, body)).toMatchObject({ status: 401, body: { code: "token_required" } });
    expect((await ask(method, path, body, true)).status).not.toBe(401);
  });
});
