import { expect, test } from "vitest";
import { capabilityCalls } from "../capability-calls.ts";
import type { Json } from "../json.ts";
import { createPlainPort } from "../port/plain-port.ts";
import { manifestWith } from "../testing/in-stage.ts";
import { TaskContext } from "./task-context.ts";

const everything = {
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  staging: true,
  notes: true,
  events: { emit: ["seen"] },
  net: ["localhost:9091"],
  fs: { read: ["$PROJECT/**"], watch: true },
  history: true,
  speech: true,
  secrets: ["TOKEN"],
  storage: "1kb",
};

/** A context whose host answers everything with `answer`, and what it was asked. */
function contextWith(answer: Json, permissions: object = everything) {
  const asked: [string, Json][] = [];
  const port = createPlainPort({
    manifest: JSON.stringify(manifestWith(permissions)),
    stored: new Map(),
    quota: () => 1_024,
    ask: async (capability, input) => {
      asked.push([capability, input]);
      return answer;
    },
    log: () => {},
  });
  return { ctx: new TaskContext(port, { most: 1 }), asked };
}

const uses: [string, (ctx: TaskContext) => Promise<unknown>, Json][] = [
  [
    "net.fetch",
    (ctx) => ctx.net.fetch("http://localhost:9091/", { method: "POST" }),
    { method: "POST", url: "http://localhost:9091/" },
  ],
  ["net.fetch", (ctx) => ctx.net.fetch("http://localhost:9091/"), { url: "http://localhost:9091/" }],
  ["fs.read", (ctx) => ctx.fs.read("a.md", { encoding: "base64" }), { encoding: "base64", path: "a.md" }],
  ["fs.read", (ctx) => ctx.fs.read("a.md"), { path: "a.md" }],
  ["fs.list", (ctx) => ctx.fs.list("**/*.md", { limit: 5 }), { limit: 5, glob: "**/*.md" }],
  ["fs.list", (ctx) => ctx.fs.list("**/*.md"), { glob: "**/*.md" }],
  ["fs.watch", (ctx) => ctx.fs.watch(), {}],
  ["history.log", (ctx) => ctx.history.log(), {}],
  ["history.status", (ctx) => ctx.history.status(), {}],
  ["history.diff", (ctx) => ctx.history.diff(), {}],
  ["history.show", (ctx) => ctx.history.show({ commit: "HEAD", path: "a" }), { commit: "HEAD", path: "a" }],
  ["history.blame", (ctx) => ctx.history.blame({ path: "a" }), { path: "a" }],
  ["history.files-changed-with", (ctx) => ctx.history.filesChangedWith("a"), { path: "a" }],
  ["secrets.get", (ctx) => ctx.secrets.get("TOKEN"), { name: "TOKEN" }],
  ["speech.transcribe", (ctx) => ctx.speech.transcribe("UklG"), { audio: "UklG" }],
  ["state.session", (ctx) => ctx.state.session(), {}],
  ["state.sessions", (ctx) => ctx.state.sessions(), {}],
  ["state.usage", (ctx) => ctx.state.usage(), {}],
  ["state.budget", (ctx) => ctx.state.budget(), {}],
  ["state.prices", (ctx) => ctx.state.prices("large"), { model: "large" }],
  ["state.ledger", (ctx) => ctx.state.ledger(), {}],
  ["state.cache", (ctx) => ctx.state.cache(), {}],
  ["state.blocks", (ctx) => ctx.state.blocks(), {}],
  ["state.text", (ctx) => ctx.state.text("block-1"), { block: "block-1" }],
  [
    "blocks.compress",
    (ctx) => ctx.blocks.compress({ ids: ["block-1"], level: "trimmed" }),
    { ids: ["block-1"], level: "trimmed" },
  ],
  ["blocks.edit", (ctx) => ctx.blocks.edit({ ids: ["block-1"], content: "x" }), { ids: ["block-1"], content: "x" }],
  ["blocks.remove", (ctx) => ctx.blocks.remove({ ids: ["block-1"] }), { ids: ["block-1"] }],
  ["blocks.pin", (ctx) => ctx.blocks.pin({ ids: ["block-1"] }), { ids: ["block-1"] }],
  ["blocks.move", (ctx) => ctx.blocks.move({ ids: ["block-1"], zone: null }), { ids: ["block-1"], zone: null }],
  ["blocks.insert", (ctx) => ctx.blocks.insert({ content: "x" }), { content: "x" }],
  ["blocks.redact", (ctx) => ctx.blocks.redact({ ids: ["block-1"] }), { ids: ["block-1"] }],
  ["blocks.restore", (ctx) => ctx.blocks.restore({ ids: ["block-1"] }), { ids: ["block-1"] }],
  ["staging.stage", (ctx) => ctx.stage({ key: "k", text: "t" }), { key: "k", text: "t" }],
  ["staging.unstage", (ctx) => ctx.unstage({ key: "k" }), { key: "k" }],
  ["notes.add", (ctx) => ctx.note({ text: "n" }), { text: "n" }],
  [
    "events.emit",
    (ctx) => ctx.emit("seen", { n: 1 }, { session: "session-2" }),
    { session: "session-2", event: "seen", data: { n: 1 } },
  ],
  ["events.emit", (ctx) => ctx.emit("seen"), { event: "seen", data: {} }],
];

test.each(uses)("%s is asked of the host, in words that it understands", async (name, use, input) => {
  const { ctx, asked } = contextWith({});
  await use(ctx);
  expect(asked).toEqual([[name, input]]);
  expect(capabilityCalls[name as keyof typeof capabilityCalls].input.safeParse(input).success).toBe(true);
});

test("every call that a host answers can be made; what is kept is written by the runtime itself", () => {
  const made = new Set(uses.map(([name]) => name));
  expect(Object.keys(capabilityCalls).filter((name) => !made.has(name))).toEqual(["storage.write"]);
});

test.each<[string, (ctx: TaskContext) => Promise<unknown>, Json, unknown]>([
  ["a secret", (ctx) => ctx.secrets.get("TOKEN"), { value: "t" }, "t"],
  ["what was said", (ctx) => ctx.speech.transcribe("UklG"), { text: "words" }, "words"],
  ["a block's text", (ctx) => ctx.state.text("block-1"), { text: "t", length: 1 }, "t"],
  ["sessions", (ctx) => ctx.state.sessions(), { sessions: [] }, []],
  ["the item", (ctx) => ctx.stage({ key: "k", text: "t" }), { item: "staged-1" }, "staged-1"],
  ["whether there was one", (ctx) => ctx.unstage({ key: "k" }), { removed: true }, true],
  ["whether it watches", (ctx) => ctx.fs.watch({ watch: false }), { watching: false }, false],
  ["nothing", (ctx) => ctx.note({ text: "t" }), {}, undefined],
  ["nothing either", (ctx) => ctx.emit("seen"), {}, undefined],
  ["the whole answer", (ctx) => ctx.net.fetch("http://localhost:9091/"), { status: 204 }, { status: 204 }],
])("the answer is %s", async (_, use, answer, expected) => {
  expect(await use(contextWith(answer).ctx)).toEqual(expected);
});

test.each(uses.filter(([name]) => !/^state\.(?!blocks|text)/.test(name)))(
  "%s without its permission names it, and asks nothing",
  async (_name, use) => {
    const { ctx, asked } = contextWith({}, {});
    await expect(async () => use(ctx)).rejects.toMatchObject({ code: "permission_denied" });
    expect(asked).toEqual([]);
  },
);

test("texts need more than metadata", async () => {
  const { ctx } = contextWith({}, { blocks: {} });
  await expect(ctx.state.text("block-1")).rejects.toThrow(/blocks\.read:content/);
  await expect(ctx.secrets.get("OTHER")).rejects.toThrow(/secrets:OTHER/);
});

test("what is no object is told before it is sent", async () => {
  const { ctx, asked } = contextWith({});
  await expect(ctx.note((() => 1) as never)).rejects.toThrow(/notes\.add takes an object/);
  expect(asked).toEqual([]);
});

test("texts can be searched, things kept, and the settings are there", () => {
  const { ctx } = contextWith({});
  expect(ctx.text.count("aba", "a")).toBe(2);
  ctx.storage.set("k", 1);
  expect(ctx.storage.get("k")).toBe(1);
  expect(ctx.config).toEqual({ most: 1 });
  expect(() => ctx.log.info("fine")).not.toThrow();
});
