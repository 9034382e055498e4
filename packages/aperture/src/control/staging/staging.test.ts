import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError, type Event, type NewStagedItem, StagedItem } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import type { LaneRecord, SessionRecord } from "../../store/records.ts";
import { addBlock, startConversation } from "../../store/testing.ts";
import { addChange } from "../../store/testing-control.ts";
import { recordInjection } from "./record-injection.ts";
import { createStaging, type Staging } from "./staging.ts";

let root: string;
let project: string;
let store: Store;
let session: SessionRecord;
let lane: LaneRecord;
let now: number;
let staging: Staging;
let events: Event[];
const withToken = { token: true };
const without = { token: false };

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "aperture-staging-")));
  project = join(root, "project");
  mkdirSync(join(project, "docs"), { recursive: true });
  writeFileSync(join(project, "docs/style.md"), "Use tabs.");
  writeFileSync(join(root, "secret.txt"), "secret words");
  store = openStore({ file: ":memory:" });
  ({ session, lane } = startConversation(store, "a"));
  store.sessions.update(session.n, { project });
  now = 10_000;
  events = [];
  store.events.subscribe((event) => events.push(event));
  staging = createStaging({ store, now: () => now, env: process.env });
});
afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

const text = (given: Partial<NewStagedItem> = {}): NewStagedItem => ({
  session: "a",
  name: "style",
  source: { kind: "text", text: "Use tabs." },
  ...given,
});
const file = (path: string, given: Partial<NewStagedItem> = {}) => text({ source: { kind: "file", path }, ...given });
const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApertureError);
  return (error as ApertureError).code;
};
/** What a lane is offered once files had the time to be read. */
const offered = async (to = lane, of = session) => {
  staging.offered(of.n, to.n);
  await staging.list();
  await staging.prefetch(store.sessions.get(of.n)?.project ?? null);
  return staging.offered(of.n, to.n);
};

describe("adding", () => {
  test("answers the whole item, and says so in one event", async () => {
    const item = await staging.add(text({ priority: 3, zone: "primacy", reason: "house rules" }), without);
    expect(StagedItem.parse(item)).toEqual(item);
    expect(item).toMatchObject({
      id: "staged-1",
      sessionId: "session-1",
      name: "style",
      zone: "primacy",
      priority: 3,
      tokenCap: 4_000,
      condition: { kind: "always" },
      enabled: true,
      createdAt: "1970-01-01T00:00:10.000Z",
      trouble: null,
      injected: [],
    });
    expect(item.tokens).toBeGreaterThan(10);
    expect(events).toMatchObject([
      { type: "staging-changed", data: { sessionId: "session-1", item: "staged-1", what: "added" } },
    ]);
  });

  test("outlives the process", async () => {
    await staging.add(text(), without);
    await staging.add(text({ source: { kind: "command", command: "echo said" } }), withToken);
    const again = createStaging({ store, now: () => now });
    expect(await again.list()).toEqual(await staging.list());
    expect(again.offered(session.n, lane.n).map((item) => item.text)).toEqual([
      "[style: a text, staged by Aperture for this session]\nUse tabs.",
      "[style: output of `echo said`, staged by Aperture for this session]\nsaid",
    ]);
  });

  test("runs a command once, in the project, and keeps what it said", async () => {
    const command = "pwd -P; echo x >> count; wc -l < count";
    await staging.add(text({ source: { kind: "command", command } }), withToken);
    for (let times = 0; times < 3; times++) expect((await offered())[0]!.text).toMatch(/project\n\s*1$/);
  });

  test.each<[string, Partial<NewStagedItem>, string]>([
    ["a regex that does not compile", { condition: { kind: "regex", pattern: "(" } }, "invalid_input"],
    ["a glob that does not", { condition: { kind: "file-touched", glob: "{" } }, "invalid_input"],
    ["a session that is not there", { session: "nobody" }, "not_found"],
    ["a file that is not there", { source: { kind: "file", path: "none.md" } }, "staging_unreadable"],
    ["a pattern that leaves the project", { source: { kind: "glob", pattern: "../*" } }, "invalid_input"],
    ["a pattern that cannot be one", { source: { kind: "glob", pattern: "}" } }, "invalid_input"],
    ["a command that says nothing", { source: { kind: "command", command: "true" } }, "staging_unreadable"],
  ])("%s is refused, and nothing is stored", async (_, given, code) => {
    expect(await codeOf(staging.add(text(given), withToken))).toBe(code);
    expect(await staging.list()).toEqual([]);
    expect(events).toEqual([]);
  });

  test.each<[string, NewStagedItem["source"]]>([
    ["a command", { kind: "command", command: "touch ran; echo x" }],
    ["a file above the project", { kind: "file", path: "../secret.txt" }],
    ["a file above the project that does not exist", { kind: "file", path: "../none.txt" }],
    ["a whole path", { kind: "file", path: "/etc/hostname" }],
    ["a link out of the project", { kind: "file", path: "link" }],
  ])("%s needs the token; without it nothing happens", async (_, source) => {
    symlinkSync(join(root, "secret.txt"), join(project, "link"));
    expect(await codeOf(staging.add(text({ source }), without))).toBe("staging_needs_token");
    expect(await staging.list()).toEqual([]);
    const ran = staging.add(file("ran"), without);
    expect(await codeOf(ran)).toBe("staging_unreadable");
  });

  test("with the token a file may be anywhere", async () => {
    await staging.add(file("../secret.txt"), withToken);
    expect((await offered())[0]!.text).toMatch(/secret words$/);
  });

  test("without a project, what needs one says so", async () => {
    store.sessions.update(session.n, { project: null });
    for (const source of [
      { kind: "file", path: "docs/style.md" },
      { kind: "glob", pattern: "docs/*" },
      { kind: "command", command: "echo x" },
    ] as const)
      expect(await codeOf(staging.add(text({ source }), withToken))).toBe("staging_no_project");
    expect((await staging.add(text(), without)).id).toBe("staged-1");
  });
});

describe("offering", () => {
  test("a file is there from the request after the first that asked, and late until then", async () => {
    await staging.add(text({ session: undefined, source: { kind: "file", path: "docs/style.md" } }), without);
    const fresh = createStaging({ store, now: () => now });
    expect(fresh.offered(session.n, lane.n)).toEqual([]);
    await fresh.list();
    expect(fresh.offered(session.n, lane.n)).toMatchObject([{ isLate: true, item: { n: 1 } }]);
    const { lane: other } = startConversation(store, "b");
    store.sessions.update(other.session, { project });
    expect(fresh.offered(other.session, other.n)).toMatchObject([{ isLate: false }]);
  });

  test("prefetched, it is there at once", async () => {
    await staging.add(text({ session: undefined, source: { kind: "glob", pattern: "docs/*" } }), without);
    const fresh = createStaging({ store, now: () => now });
    await fresh.prefetch(project);
    expect(fresh.offered(session.n, lane.n)).toMatchObject([{ isLate: false }]);
    expect(fresh.offered(session.n, lane.n)[0]!.text).toMatch(/--- docs\/style\.md ---\nUse tabs\.\n$/);
  });

  test("a file that changed is read anew, a second later at most", async () => {
    await staging.add(file("docs/style.md"), without);
    expect((await offered())[0]!.text).toMatch(/Use tabs\.$/);
    writeFileSync(join(project, "docs/style.md"), "Use two spaces.");
    utimesSync(join(project, "docs/style.md"), 1, 1);
    expect((await offered())[0]!.text).toMatch(/Use tabs\.$/);
    now += 1_000;
    expect((await offered())[0]!.text).toMatch(/Use two spaces\.$/);
  });

  test("a file that went, or became a link out of the project, is not offered, and the item says why", async () => {
    await staging.add(file("docs/style.md"), without);
    rmSync(join(project, "docs/style.md"));
    now += 1_000;
    expect(await offered()).toEqual([]);
    expect(await staging.get("staged-1")).toMatchObject({ tokens: null, trouble: "there is no such file" });
    symlinkSync(join(root, "secret.txt"), join(project, "docs/style.md"));
    now += 1_000;
    expect(await offered()).toEqual([]);
    expect((await staging.get("staged-1")).trouble).toBe("it is outside the session's project");
  });

  test("each session's own and everybody's, each in its own project", async () => {
    const other = startConversation(store, "b");
    mkdirSync(join(root, "second/docs"), { recursive: true });
    writeFileSync(join(root, "second/docs/style.md"), "Second.");
    store.sessions.update(other.session.n, { project: join(root, "second") });
    await staging.add(file("docs/style.md", { session: undefined }), without);
    await staging.add(text({ session: "b", name: "mine" }), without);
    expect((await offered()).map(({ text }) => text.split("\n")[1])).toEqual(["Use tabs."]);
    staging.offered(other.session.n, other.lane.n);
    await staging.prefetch(join(root, "second"));
    expect(staging.offered(other.session.n, other.lane.n).map(({ text }) => text.split("\n")[1])).toEqual([
      "Second.",
      "Use tabs.",
    ]);
    expect([staging.wantsAll(), staging.isWanted(session.n), staging.isWanted(other.session.n)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("each once per lane, whether it was sent or waits; other lanes get it as well", async () => {
    await staging.add(text(), without);
    const block = addBlock(store, lane, "inserted");
    const change = addChange(store, block, "text", { kind: "insert" });
    const injection = { session: session.n, lane: lane.n, change: change.n, hash: change.hash, at: 20_000 };
    store.transaction(() => {
      recordInjection(store, { origin: "staged:1", ...injection });
      recordInjection(store, { origin: "plugin:x", ...injection });
    });
    expect(await offered()).toEqual([]);
    expect((await staging.get("staged-1")).injected).toEqual([
      { lane: `lane-${lane.n}`, block: `block-${block.n}`, at: "1970-01-01T00:00:20.000Z" },
    ]);
    expect(events.filter((event) => event.type === "staging-changed").at(-1)!.data).toEqual({
      sessionId: "session-1",
      item: "staged-1",
      what: "injected",
    });
    const agent = store.lanes.insert({ session: session.n, agentId: "x", kind: "main", turns: 0, lastSeen: 0 });
    expect(await offered(agent)).toHaveLength(1);
  });

  test("not into titles and other side questions", async () => {
    await staging.add(text(), without);
    const side = store.lanes.insert({ session: session.n, agentId: null, kind: "side", turns: 0, lastSeen: 0 });
    expect(await offered(side)).toEqual([]);
  });

  test("nothing while it is off; nothing once it is removed", async () => {
    await staging.add(text(), without);
    expect((await staging.setEnabled("staged-1", false)).enabled).toBe(false);
    expect([await offered(), staging.isWanted(session.n)]).toEqual([[], false]);
    await staging.setEnabled("staged-1", false);
    await staging.setEnabled("staged-1", true);
    expect(await offered()).toHaveLength(1);
    staging.remove("staged-1");
    expect([await offered(), await staging.list(), staging.isWanted(session.n)]).toEqual([[], [], false]);
    expect(await codeOf(staging.get("staged-1"))).toBe("not_found");
    expect(() => staging.remove("staged-1")).toThrow("There is no staged item staged-1");
    const changes = events.flatMap((event) => (event.type === "staging-changed" ? [event.data.what] : []));
    expect(changes).toEqual(["added", "changed", "changed", "removed"]);
  });

  test("the same object each time: compiled conditions are kept by it", async () => {
    await staging.add(text({ condition: { kind: "regex", pattern: "x" } }), without);
    const [first, second] = [await offered(), await offered()];
    expect(first[0]!.item).toBe(second[0]!.item);
  });

  test("a write that fails leaves memory as the store is", async () => {
    await staging.add(text(), without);
    expect(await offered()).toHaveLength(1);
    const failing = store.control.staged.update;
    store.control.staged.update = () => {
      throw new Error("disk full");
    };
    await expect(staging.setEnabled("staged-1", false)).rejects.toThrow("disk full");
    store.control.staged.update = failing;
    expect((await staging.get("staged-1")).enabled).toBe(true);
    expect(await offered()).toHaveLength(1);
  });
});
