import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { conversation, tellSession } from "../../control/testing/open-test-store.ts";
import { createTestServices, granting, type TestServices } from "../testing/test-services.ts";
import { stagedName } from "./stage-text.ts";

let made: TestServices;
let ids: string[];
beforeEach(() => {
  made = createTestServices();
  ({ ids } = tellSession(made.store, conversation()));
});
afterEach(() => made.close());

const actor = "plugin:tidy";
const granted = granting({ staging: true, notes: true });
const stage = (key: string, text: string, more = {}, by = actor) =>
  made.services.stage(by, { key, text, zone: "recency", priority: 0, tokenCap: 4_000, ...more }, granted);
const texts = async () =>
  (await made.staging.list()).map(({ name, source, sessionId }) => [
    name,
    source.kind === "text" ? source.text : "",
    sessionId,
  ]);

describe("a plugin's text", () => {
  test("waits in its session under the plugin's name; the same key takes its place", async () => {
    const first = await stage("tests", "one failed");
    expect(await stage("tests", "one failed")).toEqual(first);
    expect(await texts()).toEqual([["tidy/tests", "one failed", "session-1"]]);
    const second = await stage("tests", "two failed");
    expect(second).not.toEqual(first);
    expect(await texts()).toEqual([["tidy/tests", "two failed", "session-1"]]);
    expect(made.staging.offered(1, 1)).toMatchObject([
      { item: { actor }, text: expect.stringContaining("two failed") },
    ]);
  });

  test("is its own: no other plugin, and no name of the user's, is touched", async () => {
    await made.staging.add({ name: "tidy/tests", source: { kind: "text", text: "the user's" } }, { token: false });
    await stage("tests", "mine");
    await stage("tests", "theirs", {}, "plugin:other");
    await stage("tests", "mine anew");
    expect(await made.services.unstage(actor, { key: "tests" })).toEqual({ removed: true });
    expect(await made.services.unstage(actor, { key: "tests" })).toEqual({ removed: false });
    expect((await texts()).map(([, text]) => text)).toEqual(["the user's", "theirs"]);
  });

  test("takes the permission in that project, a session, and a mode that applies anything", async () => {
    const input = { key: "k", text: "t", zone: "recency", priority: 0, tokenCap: 4_000 } as const;
    await expect(made.services.stage(actor, input, granting({}))).rejects.toMatchObject({
      facts: { capability: "staging" },
    });
    await expect(stage("k", "t", { session: "session-9" })).rejects.toMatchObject({ code: "not_found" });
    made.mode = "observe";
    await expect(stage("k", "t")).rejects.toMatchObject({ code: "mode_observe" });
    made.mode = "manual";
    made.governor.mode = "observe";
    await expect(stage("k", "t")).rejects.toMatchObject({ code: "mode_observe" });
    const empty = createTestServices();
    await expect(empty.services.stage(actor, input, granted)).rejects.toMatchObject({ code: "no_session" });
    empty.close();
    expect(await texts()).toEqual([]);
  });

  test("so many at once, and no more", async () => {
    for (let n = 0; n < 200; n += 1) await stage(`key-${n}`, "t");
    await expect(stage("one more", "t")).rejects.toMatchObject({ code: "quota_exceeded" });
    await stage("key-7", "another text");
  });
});

test("a long key keeps its own name", () => {
  const [one, other] = [stagedName(actor, `${"k".repeat(150)}1`), stagedName(actor, `${"k".repeat(150)}2`)];
  expect(one).not.toBe(other);
  expect(one.length).toBeLessThanOrEqual(100);
  expect(stagedName(actor, "short")).toBe("tidy/short");
});

describe("notes", () => {
  test("on a block, or on the session, with the plugin's name on them and no value that is hidden", async () => {
    const redaction = {
      session: 1,
      value: "hunter22",
      placeholder: "REDACTED_0",
      operation: null,
      at: 0,
      active: true,
    };
    made.store.control.redactions.insert(redaction);
    await made.services.note(actor, { block: ids[4]!, text: "slow: hunter22" }, granted);
    await made.services.note(actor, { text: "of the session" }, granted);
    expect(made.operations.notes(ids[4]!)).toMatchObject([{ actor, text: "slow: REDACTED_0" }]);
    expect(made.operations.notes(ids[0]!)).toMatchObject([{ actor, text: "of the session" }]);
    await expect(made.services.note(actor, { text: "n" }, granting({}))).rejects.toMatchObject({
      facts: { capability: "notes" },
    });
    await expect(made.services.note(actor, { block: "block-99", text: "n" }, granted)).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
