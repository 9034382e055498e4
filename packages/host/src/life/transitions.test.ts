import { readFileSync } from "node:fs";
import { PluginState } from "@aperture/sdk";
import { expect, test } from "vitest";
import { type LifeEvent, transitions } from "./transitions.ts";

const states = PluginState.options;
const events: LifeEvent[] = [
  "enable",
  "started",
  "start-failed",
  "strike",
  "third-strike",
  "crashed",
  "disable",
  "release",
  "reload",
  "stopped",
  "remove",
];

test("the table is total, and leads to known states only", () => {
  expect(Object.keys(transitions).sort()).toEqual([...states].sort());
  for (const row of Object.values(transitions)) {
    expect(Object.keys(row).sort()).toEqual([...events].sort());
    for (const cell of Object.values(row)) expect(["illegal", ...states]).toContain(cell);
  }
});

test("SPEC.md says the same", () => {
  const spec = readFileSync(new URL("SPEC.md", import.meta.url), "utf8");
  const rows = spec.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const head = rows.find((row) => row[1] === "in \\ on")!.slice(2, -1);
  expect(head).toEqual(events);
  for (const state of states) {
    const row = rows.find((cells) => cells[1] === state && cells.length === head.length + 3)!;
    const said = row.slice(2, -1).map((cell) => (cell === "–" ? "illegal" : cell === "same" ? state : cell));
    expect([state, ...said]).toEqual([state, ...events.map((event) => transitions[state][event])]);
  }
});

test("nothing leaves the last state", () => {
  for (const event of events) expect(["removed", "illegal"]).toContain(transitions.removed[event]);
});

test("only a start leads to running, and only three strikes lead to quarantine", () => {
  for (const state of states)
    for (const event of events) {
      const next = transitions[state][event];
      if (next === "running" && state !== "running") expect(event).toBe("started");
      if (next === "quarantined" && state !== "quarantined") expect(event).toBe("third-strike");
      if (next === "removed" && state !== "removed") expect([state, event]).toEqual(["disabled", "remove"]);
    }
});

test("from every state but the last, what runs can be disabled", () => {
  for (const state of states) if (state !== "removed") expect(transitions[state].disable).not.toBe("illegal");
});

test("every state can be reached, and every one but the last can be left", () => {
  const reached = new Set(["disabled"]);
  for (let round = 0; round < states.length; round++)
    for (const state of states)
      if (reached.has(state)) for (const event of events) reached.add(transitions[state][event]);
  for (const state of states) expect(reached).toContain(state);
  for (const state of states)
    if (state !== "removed")
      expect(events.some((event) => ![state, "illegal"].includes(transitions[state][event]))).toBe(true);
});
