import type { OperationCallName } from "@aperture/host/host/services";
import { capabilityCalls, type PluginPermissions } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { asUser, plainly } from "../../control/testing/test-operations.ts";
import { createTestServices, granting, type TestServices } from "../testing/test-services.ts";

let made: TestServices;
let ids: string[];
beforeEach(() => {
  made = createTestServices();
  ({ ids } = tellSession(made.store, conversation()));
});
afterEach(() => made.close());

const actor = "plugin:tidy";
const write = ["zone", "pin", "level", "content", "remove", "insert", "redact"];
const everything = granting({ blocks: { read: "content", write } });
const operate = (name: OperationCallName, input: Record<string, unknown>, granted = everything) =>
  made.services.operate(actor, name, capabilityCalls[name].input.parse(input) as never, granted);
const statuses = async (name: OperationCallName, input: Record<string, unknown>, granted = everything) =>
  (await operate(name, input, granted)).items.map(({ id, status, code }) => [id, status, code]);
const result = () => ids[4]!;

describe("an operation", () => {
  test("is signed with the plugin's name, and never forced", async () => {
    made.governor.cached.add(Number(result().slice(6)));
    const { items, operation } = await operate("blocks.compress", { ids: [result()], level: "summarized" });
    expect(items).toMatchObject([{ id: result(), status: "pending" }]);
    expect(made.operations.operation(operation!)).toMatchObject({ actor, kind: "compress" });
    expect(made.governor.asked.every(({ planned }) => planned.every(({ forced }) => !forced))).toBe(true);
  });

  test("by a selector takes what the selector means", async () => {
    expect(await statuses("blocks.compress", { selector: "role:tool_result", level: "trimmed" })).toEqual([
      [result(), "next-request", null],
    ]);
  });

  test("each takes the permission of what it changes, in the session's project", async () => {
    const needs: [OperationCallName, Record<string, unknown>, string][] = [
      ["blocks.compress", { ids: [result()], level: "minimal" }, "level"],
      ["blocks.edit", { ids: [result()], content: "x" }, "content"],
      ["blocks.remove", { ids: [result()] }, "remove"],
      ["blocks.pin", { ids: [result()] }, "pin"],
      ["blocks.move", { ids: [result()], zone: "recency" }, "zone"],
      ["blocks.insert", { content: "x" }, "insert"],
      ["blocks.redact", { ids: [result()] }, "redact"],
    ];
    for (const [name, input, field] of needs) {
      const others = granting({ blocks: { read: "content", write: write.filter((each) => each !== field) } });
      await expect(operate(name, input, others)).rejects.toMatchObject({
        code: "permission_denied",
        facts: { capability: `blocks.write:${field}` },
      });
    }
    made.store.sessions.update(1, { project: "/private" });
    const narrowed = (project: string | null): PluginPermissions => (project === "/private" ? {} : everything(null));
    await expect(operate("blocks.remove", { ids: [result()] }, narrowed)).rejects.toMatchObject({
      code: "permission_denied",
    });
    expect(made.store.control.actors.sessionsOf(actor)).toEqual([]);
  });

  test("leaves blocks of other roles and zones alone, one by one", async () => {
    const results = granting({ blocks: { write: ["level"], roles: ["tool_result"] } });
    expect(await statuses("blocks.compress", { ids: [ids[1]!, result()], level: "minimal" }, results)).toEqual([
      [result(), "next-request", null],
      [ids[1], "refused", "permission_denied"],
    ]);
    const middle = granting({ blocks: { write: ["content"], zones: ["middle"] } });
    expect(await statuses("blocks.edit", { ids: [ids[0]!], content: "new instructions" }, middle)).toEqual([
      [ids[0], "refused", "permission_denied"],
    ]);
  });

  test("of another session is refused", async () => {
    const other = tellSession(made.store, conversation("other"), "other");
    expect(
      await statuses("blocks.compress", { ids: [other.ids[4]!, result()], session: "session-1", level: "minimal" }),
    ).toContainEqual([other.ids[4], "refused", "other_session"]);
  });

  test("in the mode observe nothing is done", async () => {
    made.governor.mode = "observe";
    await expect(operate("blocks.compress", { ids: [result()], level: "minimal" })).rejects.toMatchObject({
      code: "mode_observe",
    });
  });
});

describe("what the user decided stands", () => {
  test("a pin: nothing is done to what is pinned, and it is not unpinned", async () => {
    await made.operations.pin({ ids: [result()], pinned: "top", ...plainly }, asUser);
    for (const [name, more] of [
      ["blocks.pin", { pinned: null }],
      ["blocks.compress", { level: "minimal" }],
      ["blocks.edit", { content: "x" }],
      ["blocks.remove", {}],
      ["blocks.move", { zone: "middle" }],
    ] as const)
      expect([name, ...(await statuses(name, { ids: [result()], ...more }))]).toEqual([
        name,
        [result(), "refused", "pinned"],
      ]);
    expect(made.store.control.settings.ofSession(1)).toMatchObject([{ pinned: "top" }]);
  });

  test("an edit: it is not written over, nor given back", async () => {
    await made.operations.edit({ ids: [result()], content: "the user's words", ...plainly }, asUser);
    for (const [name, more] of [
      ["blocks.edit", { content: "x" }],
      ["blocks.compress", { level: "minimal" }],
      ["blocks.remove", {}],
      ["blocks.restore", {}],
    ] as const)
      expect([name, ...(await statuses(name, { ids: [result()], ...more }))]).toEqual([
        name,
        [result(), "refused", "permission_denied"],
      ]);
  });

  test("a zone", async () => {
    await made.operations.move({ ids: [result()], zone: "recency", ...plainly }, asUser);
    expect(await statuses("blocks.move", { ids: [result()], zone: "middle" })).toEqual([
      [result(), "refused", "permission_denied"],
    ]);
    await operate("blocks.move", { ids: [ids[6]!], zone: "middle" });
    expect(await statuses("blocks.move", { ids: [ids[6]!], zone: "recency" })).toEqual([[ids[6], "recorded", null]]);
  });

  test("and what another plugin did is not for this one to take back", async () => {
    const input = capabilityCalls["blocks.compress"].input.parse({ ids: [result()], level: "minimal" });
    await made.services.operate("plugin:other", "blocks.compress", input, everything);
    expect(await statuses("blocks.restore", { ids: [result()] })).toEqual([[result(), "refused", "permission_denied"]]);
    const own = capabilityCalls["blocks.restore"].input.parse({ ids: [result()] });
    const { items } = await made.services.operate("plugin:other", "blocks.restore", own, everything);
    expect(items).toMatchObject([{ id: result(), status: "recorded" }]);
  });
});

describe("what is answered", () => {
  const blind = granting({ blocks: { read: "metadata", write } });

  test("shows no text to who may not read it", async () => {
    const dry = { ids: [result()], level: "minimal", dryRun: true };
    expect((await operate("blocks.compress", dry)).items[0]?.before).toContain("ERROR app");
    const { items } = await operate("blocks.compress", dry, blind);
    expect(items[0]).not.toHaveProperty("before");
    expect(items[0]).not.toHaveProperty("after");
  });

  test("is no oracle: whether a text holds a value is not for who may not read it", async () => {
    await expect(operate("blocks.redact", { ids: [ids[1]!], values: ["sk-secret"] }, blind)).rejects.toMatchObject({
      facts: { capability: "blocks.read:content" },
    });
    await expect(
      operate("blocks.compress", { ids: [result()], level: "minimal", keep: ["ERROR"] }, blind),
    ).rejects.toMatchObject({ facts: { capability: "blocks.read:content" } });
    expect(await statuses("blocks.compress", { selector: 'text~"ERROR app"', level: "minimal" }, blind)).toEqual([]);
    expect(await statuses("blocks.compress", { selector: 'text~"ERROR app"', level: "minimal" })).toHaveLength(1);
  });

  test("of a value that is hidden everywhere tells only of the blocks that were asked for", async () => {
    const users = granting({ blocks: { read: "content", write: ["redact"], roles: ["user"] } });
    const told = await statuses("blocks.redact", { ids: [ids[1]!], values: ["failure in app"] }, users);
    expect(told).toEqual([[ids[1], "next-request", null]]);
    expect(made.store.control.changes.ofSession(1, ["pending"]).map(({ block }) => `block-${block}`)).toEqual([
      ids[1],
      ids[6],
    ]);
  });
});
