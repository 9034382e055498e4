import { capabilityCalls, type PluginPermissions } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { createTestServices, granting, type TestServices } from "../testing/test-services.ts";

let made: TestServices;
let ids: string[];
beforeEach(() => {
  made = createTestServices();
  ({ ids } = tellSession(made.store, conversation()));
});
afterEach(() => made.close());

const actor = "plugin:tidy";
const metadata = granting({ blocks: {} });
const content = granting({ blocks: { read: "content" } });
const onlyResults = granting({ blocks: { read: "content", roles: ["tool_result"] } });
const state: TestServices["services"]["state"] = (...given) => made.services.state(...given);
const blocks = (input: Record<string, unknown>, granted = content) =>
  state(actor, "state.blocks", { limit: 100, contentLimit: 0, ...input } as never, granted);
const text = (block: string, granted = content) =>
  state(actor, "state.text", { block, from: 0, limit: 1_000_000 }, granted);
const secretOf = "sk-secret-app-123";
const hideSecret = () =>
  made.store.control.redactions.insert({
    session: 1,
    value: secretOf,
    placeholder: "REDACTED_0",
    operation: null,
    at: 0,
    active: true,
  });

describe("blocks", () => {
  test("their metadata, page by page; no text without the permission", async () => {
    const page = await blocks({ limit: 3, contentLimit: 1_000 }, metadata);
    expect(page.blocks.map(({ id, content: said }) => [id, said])).toEqual(ids.slice(0, 3).map((id) => [id, ""]));
    expect(page.total).toBe(8);
    const rest = await blocks({ after: page.next }, metadata);
    expect(rest.blocks.map(({ id }) => id)).toEqual(ids.slice(3));
    await expect(blocks({}, granting({}))).rejects.toMatchObject({ code: "permission_denied" });
  });

  test("with texts of the roles that were granted, cut where it was asked for, redacted values hidden", async () => {
    hideSecret();
    const all = await blocks({ contentLimit: 30 });
    expect(all.blocks[1]?.content).toBe("Find the failure in app, key R");
    const some = await blocks({ contentLimit: 1_000 }, onlyResults);
    expect(some.blocks.filter(({ content: said }) => said !== "").map(({ role }) => role)).toEqual(["tool_result"]);
    expect(JSON.stringify([all, some])).not.toContain(secretOf);
  });

  test("are not found by a text that may not be read: no guessing letter by letter", async () => {
    const found = async (select: string, granted = content) =>
      (await blocks({ select }, granted)).blocks.map(({ id }) => id);
    expect(await found('text~"Find the failure"')).toEqual([ids[1]]);
    for (const granted of [metadata, onlyResults]) expect(await found('text~"Find the failure"', granted)).toEqual([]);
    hideSecret();
    expect(await found('text~"sk-secret"')).toEqual([]);
    expect(await found("role:tool_result", metadata)).toEqual([ids[4]]);
  });
});

describe("a text", () => {
  test("in parts, redacted values hidden", async () => {
    hideSecret();
    expect(await text(ids[1]!)).toEqual({ text: "Find the failure in app, key REDACTED_0.", length: 40 });
    expect(await state(actor, "state.text", { block: ids[1]!, from: 5, limit: 3 }, content)).toEqual({
      text: "the",
      length: 40,
    });
  });

  test("only with the permission, of granted roles and zones, in this project", async () => {
    await expect(text(ids[1]!, metadata)).rejects.toMatchObject({
      facts: { plugin: "tidy", capability: "blocks.read:content" },
    });
    await expect(text(ids[1]!, onlyResults)).rejects.toMatchObject({ code: "permission_denied" });
    expect((await text(ids[4]!, onlyResults)).length).toBeGreaterThan(1_000);
    const middle = granting({ blocks: { read: "content", zones: ["middle"] } });
    await expect(text(ids[0]!, middle)).rejects.toMatchObject({ code: "permission_denied" });
    made.store.sessions.update(1, { project: "/private" });
    const narrowed = (project: string | null): PluginPermissions => (project === "/private" ? {} : content(null));
    await expect(text(ids[1]!, narrowed)).rejects.toMatchObject({ code: "permission_denied" });
    await expect(text("block-999")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("figures", () => {
  test("of every kind fit their schemas, before anything was said too", async () => {
    const empty = createTestServices();
    const inputs = {
      "state.session": {},
      "state.sessions": { limit: 10 },
      "state.usage": { limit: 10 },
      "state.budget": {},
      "state.prices": { model: "claude-sonnet-4-5" },
      "state.ledger": {},
      "state.cache": {},
      "state.blocks": { limit: 10, contentLimit: 0 },
    } as const;
    for (const [name, input] of Object.entries(inputs) as [keyof typeof inputs, never][]) {
      for (const { services } of [made, empty]) {
        const answer = await services.state(actor, name, input, metadata);
        expect([name, capabilityCalls[name].output.safeParse(answer).error]).toEqual([name, undefined]);
      }
    }
    empty.close();
  });

  test("a label is the user's words: only for who may read those", async () => {
    const labels = async (permissions: unknown) =>
      (await state(actor, "state.sessions", { limit: 5 }, granting(permissions))).sessions.map(({ label }) => label);
    expect(await labels({})).toEqual([null]);
    expect(await labels({ blocks: {} })).toEqual([null]);
    expect(await labels({ blocks: { read: "content", roles: ["tool_result"] } })).toEqual([null]);
    expect(await labels({ blocks: { read: "content" } })).toEqual(["a session"]);
  });

  test("prices of a model, in dollars per million tokens", async () => {
    const prices = await state(actor, "state.prices", { model: "claude-sonnet-4-5" }, metadata);
    expect(prices?.cacheRead).toBeLessThan(prices!.input);
    expect(prices?.cacheWrite).toBeGreaterThan(prices!.input);
    expect(await state(actor, "state.prices", { model: "nobody-knows" }, metadata)).toBeNull();
  });

  test("the cache is warm as long as the provider keeps it", async () => {
    const turn = made.store.turns.ofSession(1, { limit: 1 })[0]!;
    const cache = () => state(actor, "state.cache", {}, metadata);
    expect(await cache()).toMatchObject({ cold: true, expiresAt: null });
    const usage = { input: 5, output: 5, cacheRead: 900, cacheWrite5m: 100, cacheWrite1h: 0 };
    made.store.turns.update(turn.n, { usage });
    made.now = turn.startedAt + 60_000;
    expect(await cache()).toEqual({
      session: "session-1",
      lane: "lane-1",
      cold: false,
      tokens: 900,
      expiresAt: new Date(turn.startedAt + 300_000).toISOString(),
    });
    made.now = turn.startedAt + 301_000;
    expect(await cache()).toMatchObject({ cold: true });
    made.store.turns.update(turn.n, { usage: { ...usage, cacheWrite1h: 1 } });
    expect(await cache()).toMatchObject({ cold: false });
    await expect(state(actor, "state.cache", { lane: "lane-9" }, metadata)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
