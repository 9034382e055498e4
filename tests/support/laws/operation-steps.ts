import {
  ApplyPending,
  CompressBlocks,
  EditBlocks,
  InsertBlock,
  MoveBlocks,
  PinBlocks,
  RedactBlocks,
  RemoveBlocks,
  RestoreBlocks,
  RestoreCheckpoint,
  UndoOperations,
} from "@aperture/sdk";
import fc from "fast-check";
import { aBlock, aValue, idOf } from "./pick.ts";
import { asPlugin, asUser, type Step, step } from "./steps.ts";
import type { World } from "./world.ts";

const where = fc.integer({ min: 0, max: 999 });
const call = fc.constantFrom(asUser, asUser, asPlugin);
const apply = fc.constantFrom("when-free" as const, "when-free" as const, "now" as const);
const several = fc.array(where, { minLength: 1, maxLength: 4 });
const level = fc.constantFrom(
  "trimmed" as const,
  "summarized" as const,
  "minimal" as const,
  "minimal" as const,
  "original" as const,
);
const selector = fc.constantFrom("role:tool_result", "role:tool_result age>2", "tokens>200", "role:assistant");

const idsAt = (world: World, at: readonly number[]): string[] => [
  ...new Set(at.map((each) => idOf(aBlock(world, each)))),
];

/** A text nobody said before: for a call, arguments. */
function newText(world: World, at: number): string {
  const { role } = aBlock(world, at);
  const text = `said by us, number ${++world.texts}: "né\\" </end>\n\t${world.secret(at)}`;
  return role === "tool_use" && at % 5 > 0 ? JSON.stringify({ file_path: text, lines: [1, 2.5] }) : text;
}

/** What is told to the operation itself; unknown fields are refused. */
function asked<Given extends object>(given: Given): Omit<Given, "call" | "several"> {
  const { call: _who, several: _which, ...rest } = given as Given & { call?: unknown; several?: unknown };
  return rest;
}

/** Everything that can be done through the API to a conversation's context. */
export const operationSteps: readonly fc.Arbitrary<Step>[] = [
  step("compress", fc.record({ several, level, apply, call }), (world, { several: at, ...given }) =>
    world.operations.compress(CompressBlocks.parse({ ids: idsAt(world, at), ...asked(given) }), given.call),
  ),
  step("compressAll", fc.record({ selector, level, apply, call }), (world, given) =>
    world.operations.compress(CompressBlocks.parse(asked(given)), given.call),
  ),
  step("restore", fc.record({ several, apply, call }), (world, { several: at, ...given }) =>
    world.operations.restore(RestoreBlocks.parse({ ids: idsAt(world, at), ...asked(given) }), given.call),
  ),
  step("restoreVersion", fc.record({ where, apply, call }), (world, { where: at, ...given }) => {
    const changed = world.changes("pending", "applied", "undo-pending", "undone", "superseded", "withdrawn");
    const id = idOf({ n: changed[at % Math.max(1, changed.length)]?.block ?? aBlock(world, at).n });
    const { versions } = world.operations.versions(id);
    const { version } = versions[at % versions.length]!;
    return world.operations.restore(RestoreBlocks.parse({ ids: [id], version, ...asked(given) }), given.call);
  }),
  step("edit", fc.record({ where, apply, call }), (world, { where: at, ...given }) =>
    world.operations.edit(
      EditBlocks.parse({ ids: idsAt(world, [at]), content: newText(world, at), ...asked(given) }),
      given.call,
    ),
  ),
  step("remove", fc.record({ several, apply, call }), (world, { several: at, ...given }) =>
    world.operations.remove(RemoveBlocks.parse({ ids: idsAt(world, at), ...asked(given) }), given.call),
  ),
  step("insert", fc.record({ where, atTail: fc.boolean(), apply, call }), (world, { where: at, atTail, ...given }) => {
    const content = `inserted by us, number ${++world.texts} ${world.secret(at)}`;
    const behind = atTail ? {} : { behind: idOf(aBlock(world, at)) };
    return world.operations.insert(InsertBlock.parse({ content, ...behind, ...asked(given) }), given.call);
  }),
  step("redact", fc.record({ where }), (world, { where: at }) => {
    const value = aValue(world, at);
    if (value === undefined) return undefined;
    const holder = world.holderOf(value);
    return holder && world.operations.redact(RedactBlocks.parse({ ids: [holder], values: [value] }), asUser);
  }),
  step("pin", fc.record({ several, pinned: fc.constantFrom("top", "bottom", null), call }), (world, given) =>
    world.operations.pin(PinBlocks.parse({ ...asked(given), ids: idsAt(world, given.several) }), given.call),
  ),
  step(
    "move",
    fc.record({ several, zone: fc.constantFrom("primacy", "middle", "recency", null), call }),
    (world, given) =>
      world.operations.move(MoveBlocks.parse({ ...asked(given), ids: idsAt(world, given.several) }), given.call),
  ),
  step("undo", fc.record({ where, apply }), (world, { where: at, apply: when }) => {
    const { operations } = world.operations.operations({ limit: 100 });
    const operation = operations[at % Math.max(1, operations.length)];
    if (!operation) return undefined;
    return world.operations.undo(UndoOperations.parse({ operation: `operation-${operation.n}`, apply: when }), asUser);
  }),
  step("undoTurn", fc.record({ back: fc.nat(4), apply }), (world, { back, apply: when }) =>
    world.operations.undo(UndoOperations.parse({ turn: Math.max(0, world.turn.number - back), apply: when }), asUser),
  ),
  step("undoActor", fc.record({ actor: fc.constantFrom("user", "plugin:tidy"), apply }), (world, given) =>
    world.operations.undo(UndoOperations.parse(given), asUser),
  ),
  step("applyPending", fc.record({ where, all: fc.boolean() }), (world, { where: at, all }) => {
    const { changes } = world.operations.pending(undefined);
    const one = changes[at % Math.max(1, changes.length)];
    if (!one) return undefined;
    return world.operations.applyPending(ApplyPending.parse(all ? {} : { changes: [one.id] }), asUser);
  }),
  step("saveCheckpoint", fc.constant(null), (world) =>
    world.operations.saveCheckpoint({ name: `checkpoint ${++world.texts}` }),
  ),
  step("restoreCheckpoint", fc.record({ where, apply }), (world, { where: at, apply: when }) => {
    const saved = world.operations.checkpoints(undefined);
    const checkpoint = saved[at % Math.max(1, saved.length)];
    if (!checkpoint) return undefined;
    return world.operations.restoreCheckpoint(checkpoint.id, RestoreCheckpoint.parse({ apply: when }), asUser);
  }),
  step(
    "control",
    fc.constantFrom({ holdout: true }, { holdout: false }, { mode: "observe" as const }, { mode: null }),
    (world, control) => world.operations.setControl(`session-${world.session}`, control),
  ),
];
