import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  ApertureClient,
  Block,
  BlockDiff,
  BlocksPage,
  BlockVersions,
  BudgetState,
  Checkpoint,
  CheckpointDiff,
  Checkpoints,
  ContextHealth,
  Event,
  Hold,
  Holds,
  Ledger,
  Note,
  Notes,
  Operation,
  OperationResult,
  OperationsPage,
  Pending,
  Removed,
  SessionControl,
  StagedItem,
  StagedItems,
  Trash,
  TurnPipeline,
} from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { CachedConversation, type CachingUpstream, startCachingUpstream } from "../support/cached-conversation.ts";
import { eventually } from "../support/eventually.ts";

// What the running API answers is what the sdk says it answers: nothing missing, nothing that the schema does not know.

let daemon: Daemon;
let upstream: CachingUpstream;
let api: ApertureClient;
let agent: CachedConversation;
beforeAll(async () => {
  upstream = await startCachingUpstream();
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
  agent = new CachedConversation(daemon.proxyPort, "shop");
  for (let turn = 0; turn < 3; turn += 1) await agent.say();
  await eventually(async () => {
    const { sessions } = await api.sessions();
    const { turns } = sessions.length > 0 ? await api.turns("shop") : { turns: [] };
    return turns.length === 3 && turns[0]!.outcome === "complete" ? true : undefined;
  }, "three turns are recorded");
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

/** A schema drops what it does not know: what is left must be all there was. */
async function answers<Schema extends z.ZodType>(schema: Schema, asked: Promise<unknown>): Promise<z.output<Schema>> {
  const raw = await asked;
  const parsed = schema.parse(raw);
  expect(parsed).toEqual(raw);
  return parsed;
}

test("operations on blocks, in every kind of answer", async () => {
  const { control } = api;
  const { blocks } = await answers(BlocksPage, api.blocks({ role: "tool_result" }));
  const [one, two, three] = blocks.map(({ id }) => id);
  const results = [
    await answers(OperationResult, control.compress({ ids: [one!], level: "minimal", dryRun: true })),
    await answers(OperationResult, control.compress({ selector: "role:tool_result", level: "summarized" })),
    await answers(
      OperationResult,
      control.edit({ ids: [two!, "block-999"], content: "short", apply: "now", reason: "why" }),
    ),
    await answers(OperationResult, control.pin({ ids: [one!] })),
    await answers(OperationResult, control.move({ ids: [one!], zone: "recency" })),
    await answers(OperationResult, control.remove({ ids: [three!], apply: "now" })),
    await answers(OperationResult, control.insert({ content: "Mind the tests." })),
    await answers(OperationResult, control.redact({ ids: [one!], values: ["compute(0, 7)"] })),
    await answers(OperationResult, control.restore({ ids: [one!] })),
  ];
  const statuses = new Set(results.flatMap(({ items }) => items.map(({ status }) => status)));
  expect(statuses).toEqual(new Set(["recorded", "next-request", "pending", "refused"]));
  await agent.say();
  await answers(Pending, control.pending());
  await answers(OperationResult, control.applyPending());
  await agent.say();
  for (const id of [one!, two!, three!]) await answers(Block, api.block(id));
  await answers(BlocksPage, api.blocks({ scope: "all", contentLimit: 100 }));
  await answers(BlockVersions, control.versions(two!));
  expect((await answers(BlockDiff, control.diff(two!))).diff).toContain("+short");
  expect((await answers(Trash, control.trash())).blocks).toHaveLength(1);
  const { operations } = await answers(OperationsPage, control.operations({ limit: 3 }));
  await answers(Operation, control.operation(operations[0]!.id));
  await answers(OperationResult, control.undo({ operation: results[2]!.operation! }));
  await answers(OperationResult, control.undo({ session: "shop", actor: "user", dryRun: true }));
});

test("notes, staging, checkpoints, holds", async () => {
  const { control } = api;
  const [block] = (await api.blocks({ role: "tool_result" })).blocks;
  const note = await answers(Note, control.addNote(block!.id, "Look here."));
  expect((await answers(Notes, control.notes(block!.id))).notes).toEqual([note]);
  await answers(Removed, control.removeNote(note.id));
  const item = await answers(
    StagedItem,
    control.stage({ name: "greeting", source: { kind: "text", text: "Say hello." }, session: "shop" }),
  );
  await agent.say();
  const { items } = await answers(StagedItems, control.staging());
  expect(items[0]!.injected).toHaveLength(1);
  await answers(StagedItem, control.setStaged(item.id, false));
  await answers(Removed, control.unstage(item.id));
  const saved = await answers(Checkpoint, control.saveCheckpoint({ name: "before" }));
  await control.pin({ ids: [block!.id], pinned: null });
  await answers(CheckpointDiff, control.diffCheckpoint(saved.id));
  await answers(OperationResult, control.restoreCheckpoint(saved.id));
  expect((await answers(Checkpoints, control.checkpoints())).checkpoints).toHaveLength(1);
  await answers(Removed, control.removeCheckpoint(saved.id));
  const hold = await answers(Hold, control.hold({ session: "shop", timeout: 30_000 }));
  const held = agent.say();
  await eventually(
    async () => (await answers(Holds, control.holds())).holds.find(({ state }) => state === "held"),
    "held",
  );
  await answers(Hold, control.releaseHold(hold.id));
  expect(await held).toBe(200);
  const armed = await control.hold({ session: "shop" });
  await answers(Removed, control.removeHold(armed.id));
});

test("a session as a whole, a turn's pipeline, every event", async () => {
  const { control } = api;
  await answers(Ledger, control.ledger("shop"));
  await answers(ContextHealth, control.health("shop"));
  await answers(BudgetState, control.budget("shop"));
  await answers(BudgetState, control.setBudget("shop", { limit: 50_000 }));
  await answers(SessionControl, control.session("shop"));
  await answers(SessionControl, control.setSession("shop", { mode: "auto", holdout: true }));
  const { turns } = await api.turns("shop");
  for (const { id } of turns) await answers(TurnPipeline, control.pipeline(id));
  const seen = new Set<string>();
  let last = Number.POSITIVE_INFINITY;
  for await (const frame of api.events({ since: 0 })) {
    if (frame.type === "hello") last = frame.last;
    else {
      await answers(Event, Promise.resolve(frame));
      seen.add(frame.type);
      if (frame.seq >= last) break;
    }
  }
  for (const type of ["changes-moved", "staging-changed", "request-held", "hold-ended", "turn-recorded"])
    expect(seen).toContain(type);
});
