import type { ErrorCode, PluginPermissions } from "@aperture/sdk";
import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { BlockFacts } from "../../packages/host/src/border/block-facts.ts";
import type { Json, StageCall, TaskCall } from "../../packages/host/src/border/calls.ts";
import { facts } from "../../packages/host/src/border/testing/facts.ts";
import { blocksOfAllKinds, describedAs } from "./described-blocks.ts";
import {
  everything,
  type Guest,
  type GuestSettings,
  type RuntimeUnderTest,
  request,
  startGuest,
} from "./start-guest.ts";

/**
 * What every runtime of apiVersion 1 does, whatever it is made of: frozen. A future host, or a fourth runtime, must pass it as it stands;
 * tests are added, never changed (docs/decisions, "plugin API versions"). Beyond the guest's own memory there is one difference that is
 * allowed: half a surrogate pair, which UTF-8 cannot say, may arrive as U+FFFD.
 */
export function conformance(runtime: RuntimeUnderTest): void {
  const guests: Guest[] = [];
  const start = async (what: string, settings: GuestSettings = {}) => {
    const guest = await startGuest(runtime, what, settings);
    guests.push(guest);
    return guest;
  };
  const run = (name: string, body: () => Promise<void>) =>
    test(name, async () => {
      try {
        await body();
      } finally {
        await Promise.all(guests.splice(0).map(({ runner }) => runner.dispose(1_000)));
      }
    });
  const patchOf = async (
    { runner }: Guest,
    blocks: readonly BlockFacts[] = [facts(1)],
    call: Partial<StageCall> = {},
  ) => (await runner.stage({ hook: "after_zone", lane: 1, request, blocks, deadlineMs: 2_000, ...call })).patch;
  const notesOf = async (guest: Guest, blocks?: readonly BlockFacts[], call?: Partial<StageCall>) =>
    (await patchOf(guest, blocks, call)).map((item) => (item.op === "note" ? item.text : item.op));
  const task = ({ runner }: Guest, call: TaskOf) => runner.task({ deadlineMs: 2_000, ...call } as TaskCall);
  const only = (blocks: PluginPermissions["blocks"]): PluginPermissions => ({ ...everything, blocks });

  run("says what it handles", async () => {
    const { handlers } = await start("nothing");
    expect([...handlers.stages].sort()).toEqual(["after_zone", "before_emit", "before_parse"]);
    expect(handlers).toMatchObject({ events: ["turn-recorded"], schedule: true, panel: true, serve: false });
    expect([...handlers.actions].sort()).toEqual(["ask", "echo", "fail"]);
  });

  run("records every operation, in order, as the schema has it", async () => {
    expect(await patchOf(await start("operations"), [facts(7)])).toEqual([
      { op: "zone", block: 7, zone: "recency", reason: "because" },
      { op: "pin", block: 7, pinned: "top" },
      { op: "pin", block: 7, pinned: null },
      { op: "level", block: 7, level: "trimmed" },
      { op: "content", block: 7, text: "new ★ text", reason: "because" },
      { op: "redact", block: 7, text: "secret" },
      { op: "remove", block: 7 },
      { op: "insert", behind: 7, key: "k1", text: "behind it" },
      { op: "insert", behind: "tail", key: "k2", text: "at the tail" },
      { op: "insert", behind: "system", key: "k3", text: "at the system prompt" },
      { op: "stage", key: "s1", text: "staged", zone: "middle", priority: 5, tokenCap: 100 },
      { op: "stage", key: "s2", text: "staged as usual", zone: "recency", priority: 0, tokenCap: 4_000 },
      { op: "unstage", key: "s3" },
      { op: "note", block: 7, text: "of a block" },
      { op: "note", block: null, text: "of the session" },
      { op: "emit", event: "found", data: { n: 1 } },
    ]);
  });

  run("before_parse has no blocks, and asks for another model", async () => {
    expect(await patchOf(await start("nothing"), [], { hook: "before_parse" })).toEqual([
      { op: "model", model: "model-2", reason: "cheaper" },
      { op: "sampling", temperature: 0.5, effort: "low" },
    ]);
  });

  run("refuses a request", async () => {
    expect(await patchOf(await start("nothing"), [], { hook: "before_emit" })).toEqual([
      { op: "refuse", reason: "it must not leave" },
    ]);
  });

  run("sees every field of a block", async () => {
    expect(await notesOf(await start("describe"), blocksOfAllKinds)).toEqual(blocksOfAllKinds.map(describedAs));
  });

  run("an empty request is called with nothing", async () => {
    expect(await notesOf(await start("count"), [])).toEqual(["0"]);
  });

  run("a thousand blocks", async () => {
    const blocks = Array.from({ length: 1_000 }, (_, i) => facts(i + 1));
    const patch = await patchOf(await start("even"), blocks);
    expect(patch).toHaveLength(500);
    expect(patch.at(-1)).toEqual({ op: "level", block: 1_000, level: "minimal" });
  });

  run("reads texts, of any script", async () => {
    const texts = ["", "plain", "né ★ 𝒜 👩‍👩‍👧", "\u0000\ufeff\u2028", "x".repeat(200_000).slice(0, 9_999), "a\ud800b"];
    const guest = await start("read");
    const read = await notesOf(
      guest,
      texts.filter(Boolean).map((text, i) => facts(i + 1, { text })),
    );
    expect(read.map((text) => text.toWellFormed())).toEqual(texts.filter(Boolean).map((text) => text.toWellFormed()));
    expect(guest.used).toEqual(expect.arrayContaining(["blocks.read:metadata", "blocks.read:content"]));
  });

  run("reads no text without the permission, nor of other roles and zones", async () => {
    const blocks = [facts(1), facts(2, { role: "system" }), facts(3, { zone: "recency" })];
    const metadata = await start("read", { permissions: only({ read: "metadata", write: [] }) });
    expect(await notesOf(metadata, blocks)).toEqual(["denied", "denied", "denied"]);
    expect(metadata.used).not.toContain("blocks.read:content");
    const some = only({ read: "content", write: [], roles: ["user"], zones: ["middle"] });
    expect(await notesOf(await start("read", { permissions: some }), blocks)).toEqual([
      "text of 1",
      "denied",
      "denied",
    ]);
  });

  run("has no blocks without the permission", async () => {
    const { blocks: _, ...permissions } = everything;
    expect(await notesOf(await start("count", { permissions }), [facts(1)])).toEqual(["0"]);
  });

  run("is narrowed for one request", async () => {
    const guest = await start("read");
    const permissions = only({ read: "metadata", write: [] });
    expect(await notesOf(guest, [facts(1)])).toEqual(["text of 1"]);
    expect(await notesOf(guest, [facts(1)], { permissions })).toEqual(["denied"]);
    expect(await notesOf(guest, [facts(1)])).toEqual(["text of 1"]);
  });

  run("searches and replaces beside the guest", async () => {
    const patch = await patchOf(await start("search"), [facts(1, { text: "a bb aaa" })]);
    expect(patch).toEqual([
      { op: "note", block: 1, text: "2" },
      { op: "content", block: 1, text: "<a:a> bb <a:aaa>" },
    ]);
  });

  run("sees a lane as it is now: added, changed, moved, gone", async () => {
    const guest = await start("read");
    const [one, two, three] = [facts(1), facts(2), facts(3)];
    expect(await notesOf(guest, [one, two])).toEqual(["text of 1", "text of 2"]);
    expect(await notesOf(guest, [one, two, three])).toEqual(["text of 1", "text of 2", "text of 3"]);
    expect(await notesOf(guest, [one, facts(2, { text: "another" }), three])).toEqual([
      "text of 1",
      "another",
      "text of 3",
    ]);
    expect(await notesOf(guest, [three, one])).toEqual(["text of 3", "text of 1"]);
    expect(await notesOf(guest, [facts(1, { text: "of another lane" })], { lane: 2 })).toEqual(["of another lane"]);
    expect(await notesOf(guest, [three, one, two])).toEqual(["text of 3", "text of 1", "text of 2"]);
    guest.runner.forget(1);
    expect(await notesOf(guest, [two])).toEqual(["text of 2"]);
  });

  run("calls that wait for each other keep their order", async () => {
    const guest = await start("read");
    const all = Array.from({ length: 20 }, (_, i) => notesOf(guest, [facts(i + 1)]));
    expect(await Promise.all(all)).toEqual(Array.from({ length: 20 }, (_, i) => [`text of ${i + 1}`]));
  });

  run("settings and grants take effect with the next call", async () => {
    const guest = await start("count");
    expect(await notesOf(guest)).toEqual(["1"]);
    guest.runner.configure({ do: "read" }, only({ read: "metadata", write: [] }));
    expect(await notesOf(guest)).toEqual(["denied"]);
    guest.runner.configure({ do: "read" }, everything);
    expect(await notesOf(guest)).toEqual(["text of 1"]);
  });

  run("keeps values over calls, and tells the host of each", async () => {
    const guest = await start("keep", { stored: new Map([["count", 41]]) });
    expect(await notesOf(guest)).toEqual(["42"]);
    expect(await notesOf(guest)).toEqual(["43"]);
    await task(guest, { kind: "schedule" });
    expect(guest.asked).toEqual([
      ["storage.write", { values: [["count", 42]] }],
      ["storage.write", { values: [["count", 43]] }],
      ["storage.write", { values: [["ran", true]] }],
    ]);
    expect(guest.used).toContain("storage:64kb");
  });

  run("storage is refused without the permission, and beyond the quota", async () => {
    const { storage: _, ...permissions } = everything;
    expect(await notesOf(await start("keep", { permissions }))).toEqual(["denied"]);
    const guest = await start("quota");
    expect(await notesOf(guest)).toEqual(["quota"]);
    expect(guest.asked).toEqual([]);
  });

  run("what fails leaves nothing behind, and the next call works", async () => {
    const guest = await start("keep and fail");
    expect(await errorOf(patchOf(guest))).toMatchObject({
      code: "plugin_failed",
      message: expect.stringContaining("no luck"),
    });
    guest.runner.configure({ do: "wish and fail" }, everything);
    expect(await errorOf(patchOf(guest))).toMatchObject({ code: "plugin_failed" });
    guest.runner.configure({ do: "keep" }, everything);
    expect(await notesOf(guest)).toEqual(["1"]);
    expect(guest.gone).toEqual([]);
  });

  run("logs lines, each one line, and not without end", async () => {
    const guest = await start("log");
    await patchOf(guest);
    expect(guest.logs.slice(0, 5)).toEqual(["debug one", "info two", "warn three", "error four lines", "info more"]);
    expect(guest.logs.filter((line) => line === "info more")).toHaveLength(96);
  });

  run("a patch that is too large is a bad answer", async () => {
    for (const what of ["flood", "flood of items"]) {
      const guest = await start(what, { limits: { output: 200_000 } });
      const { code } = await errorOf(patchOf(guest));
      expect(["plugin_bad_answer", "plugin_failed"]).toContain(code);
    }
  });

  run("tasks answer with JSON", async () => {
    const guest = await start("nothing");
    const input: Json = { text: 'né ★ 👩‍👩‍👧 "quoted"', list: [1, null, true], nested: { deep: {} } };
    expect(await task(guest, { kind: "action", name: "echo", input })).toEqual(input);
    expect(await task(guest, { kind: "panel" })).toEqual({ title: "Panel" });
    expect(await task(guest, { kind: "event", type: "turn-recorded", data: { turn: 7 } })).toBeNull();
    expect(guest.logs).toEqual(["info turn 7"]);
  });

  run("tasks ask the host, and hear its refusals by code", async () => {
    const answered = await start("nothing", { capability: async (name) => ({ name }) });
    expect(await task(answered, { kind: "action", name: "ask", input: null })).toEqual({
      answer: { name: "state.cache" },
    });
    const refused = await start("nothing", {
      capability: () => Promise.reject(new ApertureError("permission_denied", { plugin: "guest", capability: "x" })),
    });
    expect(await task(refused, { kind: "action", name: "ask", input: null })).toMatchObject({
      refused: { code: "permission_denied" },
    });
  });

  run("stages go on while a task waits", async () => {
    const { promise, resolve } = Promise.withResolvers<Json>();
    const guest = await start("read", { capability: () => promise });
    const waiting = task(guest, { kind: "action", name: "ask", input: null });
    expect(await notesOf(guest)).toEqual(["text of 1"]);
    resolve("late");
    expect(await waiting).toEqual({ answer: "late" });
  });

  run("a task that fails, and one that never ends", async () => {
    const guest = await start("read", { capability: () => new Promise(() => {}) });
    expect(await errorOf(task(guest, { kind: "action", name: "fail", input: null }))).toMatchObject({
      code: "plugin_failed",
    });
    const never = guest.runner.task({ kind: "action", name: "ask", input: null, deadlineMs: 50 });
    expect(await errorOf(never)).toMatchObject({ code: "plugin_timeout" });
  });

  run("ends with a last word, and then answers nothing", async () => {
    const guest = await start("count");
    await patchOf(guest);
    expect(guest.runner.memory()).toBeGreaterThanOrEqual(0);
    await guest.runner.dispose(1_000);
    await guest.runner.dispose(1_000);
    expect(guest.logs).toEqual(["info bye"]);
    expect(await errorOf(patchOf(guest))).toMatchObject({ code: "plugin_gone" });
    expect(guest.gone).toEqual([]);
  });

  run("measures the guest's time", async () => {
    const { runner } = await start("even");
    const { guestMs } = await runner.stage({
      hook: "after_zone",
      lane: 1,
      request,
      blocks: [facts(2)],
      deadlineMs: 2_000,
    });
    expect(guestMs).toBeGreaterThanOrEqual(0);
    expect(guestMs).toBeLessThan(2_000);
  });

  if (!runtime.contains) return;

  run("a loop is ended at the deadline", async () => {
    const guest = await start("loop");
    expect(await errorOf(patchOf(guest, undefined, { deadlineMs: 50 }))).toMatchObject({ code: "plugin_timeout" });
    // A guest that could be stopped goes on; one that had to be ended says so, once, and is gone.
    guest.runner.configure({ do: "count" }, everything);
    if (guest.gone.length === 0) expect(await notesOf(guest)).toEqual(["1"]);
    else expect(await errorOf(patchOf(guest))).toMatchObject({ code: "plugin_gone" });
    expect(guest.gone.length).toBeLessThanOrEqual(1);
  });

  run("memory has an end", async () => {
    const guest = await start("memory", { limits: { memory: 4 * 1024 * 1024 } });
    expect(await errorOf(patchOf(guest))).toMatchObject({ code: "plugin_out_of_memory" });
  });
}

type TaskOf = TaskCall extends infer T ? (T extends TaskCall ? Omit<T, "deadlineMs"> : never) : never;

async function errorOf(promise: Promise<unknown>): Promise<{ readonly code: ErrorCode; readonly message: string }> {
  const error: unknown = await promise.then(
    (value) => new Error(`it went well: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!ApertureError.is(error)) throw error;
  return error;
}
