import { expect, test } from "vitest";
import { sampleEntry } from "../testing/sample-library.ts";
import type { ViewPlace } from "../view/view-place.ts";
import type { Library } from "./library.svelte.ts";
import { libraryEntries } from "./library-palette.ts";
import type { Page } from "./page.svelte.ts";

function setUp() {
  const went: ViewPlace[] = [];
  const page = { router: { go: (place: ViewPlace) => went.push(place) } } as unknown as Page;
  const all = [sampleEntry(), sampleEntry({ kind: "rule", name: "trim-logs", title: "trim-logs" })];
  const library = { all, isInForce: ({ kind }: { kind: string }) => kind === "rule" } as unknown as Library;
  return { entries: libraryEntries(page, library), went };
}

test("each thing can be looked at, edited, replayed and shared; nothing is applied without a look", () => {
  const { entries } = setUp();
  const of = (name: string) => entries.filter(({ says }) => says.startsWith(name)).map(({ says }) => says);
  expect(of("preset Calm (calm)")).toHaveLength(5);
  expect(of("rule trim-logs:")[0]).toBe("rule trim-logs: take away, what it says and would change");
  expect(of("rule trim-logs: compare")).toEqual([]);
});

test("each leads to its own place, and leaves no other view's behind", () => {
  const { entries, went } = setUp();
  for (const entry of entries) entry.run();
  expect(went.every(({ view, plugin, find }) => view === "library" && plugin === undefined && find === undefined)).toBe(
    true,
  );
  const places = went.map(({ kind, item, part }) => [kind, item, part].join(" "));
  expect(new Set(places).size).toBe(places.length);
});
