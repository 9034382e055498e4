import type { PipelineInput } from "@aperture/engine/pipeline/pipeline-run";
import type { StageBlock, StageContext, StageResult, WaitingStage } from "@aperture/engine/stage/stage";
import type { BlockFacts } from "@aperture/host/border/block-facts";
import type { RequestFacts } from "@aperture/host/border/calls";
import type { HostedStage } from "@aperture/host/host/plugin-host";
import { Patch, StageDeclaration } from "@aperture/sdk";
import { expect, test } from "vitest";
import { createPluginSlots } from "./plugin-slots.ts";

type Answer = Awaited<ReturnType<HostedStage["run"]>>;
const block = { n: 1, text: "the key is hunter22", hash: "h1", role: "user", age: 0 } as StageBlock;
const context = { tokens: 10, limit: null, cold: false } as StageContext;
const facts = { session: "session-7" } as RequestFacts;
const input = (more: Partial<PipelineInput> = {}): PipelineInput =>
  ({
    session: 7,
    nothingNew: false,
    redactions: [],
    hash: (text: string) => `hash of ${text}`,
    ...more,
  }) as PipelineInput;

/** Slots with one plugin in `after_zone`; `done` lists what was carried out. */
function slotsWith(answer: () => Answer | Promise<Answer>, onError: "passthrough" | "block" = "passthrough") {
  const done: unknown[] = [];
  const shown: (readonly BlockFacts[])[] = [];
  const carry =
    (what: string) =>
    async (...asked: unknown[]) => {
      if (JSON.stringify(asked).includes("unlucky")) throw new Error("it cannot be");
      done.push([what, ...asked.filter((each) => typeof each !== "function")]);
      return {} as never;
    };
  const stage: HostedStage = {
    plugin: "tidy",
    name: "plugin:tidy/after_zone",
    declaration: StageDeclaration.parse({ at: "after_zone", onError }),
    granted: () => ({}),
    async run(blocks) {
      shown.push(blocks);
      return answer();
    },
  };
  const slots = createPluginSlots({
    host: {
      hasStages: () => true,
      blocks: () => (onError === "block" ? ["tidy"] : []),
      stagesAt: (at) => (at === "after_zone" ? [stage] : []),
    },
    services: {
      stage: carry("stage"),
      unstage: carry("unstage"),
      note: carry("note"),
      operate: carry("operate"),
      emit: (type, data) => void done.push(["emit", type, data]),
    },
    facts: { request: () => facts },
  });
  const ask = (request = input(), blocks = [block]): Promise<StageResult> =>
    (slots.slots("after_zone", request)[0] as WaitingStage).ask(blocks, context);
  return { slots, done, shown, ask };
}
const patch = (items: readonly object[], refused: readonly string[] = []) => ({ patch: Patch.parse(items), refused });

test("stages of the slot are asked; one that was not called wants nothing", async () => {
  const { slots, ask } = slotsWith(() => null);
  expect(slots.slots("after_zone", input()).map(({ name }) => name)).toEqual(["plugin:tidy/after_zone"]);
  expect(slots.slots("before_emit", input())).toEqual([]);
  expect(await ask()).toEqual([]);
  expect([slots.isLive(), slots.protecting()]).toEqual([true, []]);
});

test("a request to which nothing new is done is shown only to those who protect", () => {
  const left = input({ nothingNew: true });
  expect(slotsWith(() => null).slots.slots("after_zone", left)).toEqual([]);
  expect(slotsWith(() => null, "block").slots.slots("after_zone", left)).toHaveLength(1);
});

test("what it wants beside blocks is done for its session before it is answered", async () => {
  const { ask, done } = slotsWith(() =>
    patch([
      { op: "stage", key: "k", text: "t" },
      { op: "unstage", key: "k" },
      { op: "note", block: 3, text: "n" },
      { op: "note", block: null, text: "of all" },
      { op: "emit", event: "seen", data: { n: 1 } },
      { op: "redact", block: 3, text: "hunter22", reason: "a key" },
      { op: "remove", block: 4 },
    ]),
  );
  expect(await ask()).toMatchObject({ intents: [{ kind: "remove", block: 4, actor: "plugin:tidy" }], reason: null });
  const actor = "plugin:tidy";
  const session = "session-7";
  expect(done).toEqual([
    ["stage", actor, { session, key: "k", text: "t", zone: "recency", priority: 0, tokenCap: 4_000 }],
    ["unstage", actor, { session, key: "k" }],
    ["note", actor, { session, block: "block-3", text: "n" }],
    ["note", actor, { session, text: "of all" }],
    ["emit", "plugin-event", { sessionId: session, plugin: "tidy", name: "tidy/seen", data: { n: 1 } }],
    ["operate", actor, "blocks.redact", { ids: ["block-3"], values: ["hunter22"], dryRun: false, reason: "a key" }],
  ]);
});

test("what cannot be done is told beside what was refused, and the rest stands", async () => {
  const { ask } = slotsWith(() =>
    patch(
      [
        { op: "stage", key: "k", text: "unlucky" },
        { op: "remove", block: 4 },
      ],
      ["no pin"],
    ),
  );
  expect(await ask()).toMatchObject({ intents: [{ kind: "remove" }], reason: "no pin; stage: it cannot be" });
});

test("passthrough: what it throws is the pipeline's to note", async () => {
  const { ask } = slotsWith(() => Promise.reject(new Error("it fell over")));
  await expect(ask()).rejects.toThrow("it fell over");
});

test.each<[string, () => Answer | Promise<Answer>, string]>([
  ["it fails", () => Promise.reject(new Error("it fell over")), "it fell over"],
  ["it refuses", () => patch([{ op: "refuse", reason: "not with a key in it" }]), "not with a key in it"],
  ["what it wants cannot be done", () => patch([{ op: "redact", block: 1, text: "unlucky" }]), "redact: it cannot be"],
])("protecting, and %s: the request must not leave", async (_, answer, reason) => {
  expect(await slotsWith(answer, "block").ask()).toMatchObject({ refusal: { code: "plugin_blocked", reason } });
});

test("protecting, and something it wants of a text is refused: the request must not leave; a note that is refused protects nobody", async () => {
  const refused = "redact: it needs the permission blocks.roles:assistant";
  expect(await slotsWith(() => patch([], [refused]), "block").ask()).toMatchObject({
    refusal: { code: "plugin_blocked", reason: refused },
  });
  for (const harmless of ["note: it needs the permission notes", "emit: 50 events are too many at once"])
    expect(await slotsWith(() => patch([], [harmless]), "block").ask()).toMatchObject({ reason: harmless });
  expect(await slotsWith(() => patch([{ op: "note", block: null, text: "unlucky" }]), "block").ask()).toMatchObject({
    reason: "note: it cannot be",
  });
});

test("protecting, and all is well: what it wants must be done", async () => {
  const result = await slotsWith(() => patch([{ op: "remove", block: 4 }]), "block").ask();
  expect(result).toMatchObject({ protects: true, intents: [{ forced: true }] });
  expect(result).not.toHaveProperty("refusal");
});

test("what the user hides is hidden from it, and its text is another one to the border", async () => {
  const { ask, shown } = slotsWith(() => null);
  const redactions = [{ value: "hunter22", placeholder: "[hidden 1]" }];
  const other = { ...block, n: 2, text: "nothing", hash: "h2" } as StageBlock;
  const request = input({ redactions });
  await ask(request, [block, other]);
  await ask(request, [block, other]);
  expect(shown[1]![0]).toMatchObject({ n: 1, text: "the key is [hidden 1]", hash: "hash of the key is [hidden 1]" });
  expect(shown[1]![1]).toBe(other);
});

test("plugins of one slot are asked together unless somebody said who comes first", () => {
  const stage = (plugin: string, declaration: object): HostedStage => ({
    plugin,
    name: plugin,
    declaration: StageDeclaration.parse({ at: "after_zone", ...declaration }),
    granted: () => ({}),
    run: async () => null,
  });
  const all = [
    stage("a", { order: "pre" }),
    stage("b", {}),
    stage("c", { before: ["e"] }),
    stage("d", { after: ["b"] }),
    stage("e", {}),
    stage("f", { order: "post" }),
  ];
  const { slots } = createPluginSlots({
    host: { hasStages: () => true, blocks: () => [], stagesAt: () => all },
    services: {} as never,
    facts: { request: () => facts },
  });
  const together = slots("after_zone", input()).map((each) => `${each.name} ${(each as WaitingStage).together}`);
  expect(together).toEqual(["a false", "b false", "c true", "d false", "e true", "f false"]);
});
