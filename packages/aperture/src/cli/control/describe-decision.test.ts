import { expect, test } from "vitest";
import { describeDecision } from "./describe-decision.ts";

const base = { change: "change-1", level: "minimal", kind: "compress", actor: "user", tokens: 1_200 } as const;
const waiting = { ...base, state: "pending", forced: false, costNow: 5 } as const;

test.each([
  [{ sent: null, pending: null, pinned: null }, ""],
  [{ sent: base, pending: null, pinned: null }, "minimal, 1,200 tokens"],
  [{ sent: { ...base, kind: "remove", tokens: 1 }, pending: null, pinned: null }, "removed, 1 token"],
  [{ sent: null, pending: waiting, pinned: null }, "minimal waits"],
  [{ sent: null, pending: { ...waiting, kind: "a kind of a later version" }, pinned: null }, "minimal waits"],
  [
    { sent: { ...base, kind: "edit" }, pending: { ...waiting, state: "undo-pending" }, pinned: "top" },
    "edited, 1,200 tokens; undo waits; pinned to the top",
  ],
] as const)("%j: %s", (block, words) => expect(describeDecision(block)).toBe(words));
