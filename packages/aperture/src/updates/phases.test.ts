import { readFileSync } from "node:fs";
import { UpdatePhase } from "@aperture/sdk";
import { expect, test } from "vitest";
import { isUnderWay, type UpdateEvent, updatePhases } from "./phases.ts";

const events: readonly UpdateEvent[] = [
  "found",
  "cool",
  "ask",
  "pin",
  "begin",
  "interrupt",
  "refuse",
  "shadow",
  "swap",
  "settle",
  "roll-back",
];

test("the table is total, and SPEC.md has the same one", () => {
  const text = readFileSync(new URL("SPEC.md", import.meta.url), "utf8");
  const rows = new Map(
    [...text.matchAll(/^\| ([a-z-]+) +\| (.+) \|$/gm)].map(([, phase, cells]) => [
      phase!,
      cells!.split("|").map((cell) => cell.trim()),
    ]),
  );
  for (const phase of UpdatePhase.options) {
    expect(Object.keys(updatePhases[phase]).sort(), phase).toEqual([...events].sort());
    const cells = events.map((event) => updatePhases[phase][event]);
    expect(rows.get(phase), phase).toEqual(cells.map((cell) => (cell === "illegal" ? "–" : cell)));
  }
});

test("only what was proved is swapped, only what was swapped is watched or taken back", () => {
  for (const phase of UpdatePhase.options) {
    const { swap, settle, "roll-back": back } = updatePhases[phase];
    expect(swap === "watching").toBe(phase === "proving" || phase === "shadowing");
    expect(settle === "done").toBe(phase === "watching");
    expect(back === "rolled-back").toBe(phase === "watching" || phase === "done");
    // What is under way is not overwritten by what a registry says.
    expect(updatePhases[phase].found === "illegal").toBe(isUnderWay(phase));
  }
});
