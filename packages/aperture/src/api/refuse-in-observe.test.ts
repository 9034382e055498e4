import { Mode } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { seedConversation } from "./testing/seed.ts";
import { createTestApi, type TestApi } from "./testing/test-api.ts";

let aperture: TestApi | undefined;
afterEach(async () => {
  await aperture?.close();
  aperture = undefined;
});

function start(mode: Mode): TestApi {
  aperture = createTestApi({ mode });
  seedConversation(aperture.store, 2);
  return aperture;
}
const setProject = {
  method: "PUT",
  body: JSON.stringify({ dir: null }),
  headers: { "content-type": "application/json" },
};
const path = "/api/v1/sessions/session-1/project";

test.each(Mode.options)("a write to a session's context in the mode %s", async (mode) => {
  const { store, withToken } = start(mode);
  const answer = await withToken(path, setProject);
  if (mode !== "observe") {
    expect(answer.status).toBe(200);
    return;
  }
  expect(answer.status).toBe(409);
  expect(await answer.json()).toMatchObject({
    code: "mode_observe",
    detail: expect.stringContaining(`PUT ${path} is refused`),
  });
  expect(store.events.since(0, 99).events.map(({ type }) => type)).not.toContain("session-project-set");
});

describe("observe", () => {
  beforeEach(() => {
    start("observe");
  });

  test.each([
    ["a broken body", "{"],
    ["a wrong value", JSON.stringify({ dir: 7 })],
  ])("refuses before %s is looked at", async (_, body) => {
    expect((await aperture!.withToken(path, { ...setProject, body })).status).toBe(409);
  });

  test("tells nothing to who has no token", async () => {
    expect((await aperture!.api.app.request(path, setProject)).status).toBe(401);
  });

  test("what changes no context works: reading, removing, pairing, stopping", async () => {
    const { withToken, shutdowns } = aperture!;
    expect((await withToken("/api/v1/sessions/session-1")).status).toBe(200);
    expect((await withToken("/api/v1/sessions/session-1", { method: "DELETE" })).status).toBe(200);
    expect((await withToken("/api/v1/pairings", { method: "POST" })).status).toBe(200);
    expect((await withToken("/api/v1/shutdown", { method: "POST" })).status).toBe(200);
    await expect.poll(shutdowns).toBe(1);
  });
});
