import type { PluginUpdate } from "@aperture/sdk";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../store/open-store.ts";
import type { KeptUpdate } from "./kept-update.ts";
import { updateOf } from "./testing/update-of.ts";
import { UpdateBook } from "./update-book.ts";

const update = (fields: Partial<PluginUpdate> = {}): PluginUpdate =>
  updateOf("tidy", { phase: "available", ...fields });
const kept = (fields: Partial<PluginUpdate> = {}): KeptUpdate => ({
  update: update(fields),
  seenAt: 0,
  expected: null,
  swappedAt: null,
});

function begin() {
  const store = openStore({ file: ":memory:" });
  onTestFinished(() => store.close());
  const logged: string[] = [];
  const open = () => new UpdateBook({ store, log: (_, message) => void logged.push(message), now: () => 0 });
  return { store, logged, open, book: open() };
}

test("moves are kept and told; what is measured in between is kept", () => {
  const { store, open, book } = begin();
  const told: unknown[] = [];
  store.events.subscribe(({ type, data }) => void told.push([type, data]));
  book.found(kept());
  book.move("tidy", "begin");
  book.note("tidy", { update: { reason: "halfway" } });
  book.move("tidy", "refuse", { update: { reason: "it fails" } });
  expect(told.map((each) => (each as [string, { phase: string }])[1].phase)).toEqual([
    "available",
    "proving",
    "refused",
  ]);
  expect(open().get("tidy")).toEqual(book.get("tidy"));
  expect(book.get("tidy")?.update).toMatchObject({
    phase: "refused",
    reason: "it fails",
    at: new Date(0).toISOString(),
  });
  book.remove("tidy");
  expect([book.all(), open().all()]).toEqual([[], []]);
});

test("a move that the table does not have is the program's fault, and changes nothing", () => {
  const { book } = begin();
  book.found(kept());
  expect(() => book.move("tidy", "swap")).toThrow("an update of tidy that is available has no swap");
  expect(() => book.move("nobody", "begin")).toThrow();
  book.move("tidy", "begin");
  // What is under way is not overwritten by another version.
  expect(() => book.found(kept({ version: "1.2.0" }))).toThrow("has no found");
  expect(book.get("tidy")?.update).toMatchObject({ phase: "proving", version: "1.1.0" });
});

test("a row of another version of Aperture is left out, and said", () => {
  const { store, logged, book } = begin();
  store.pluginUpdates.put("tidy", { update: { phase: "meditating" } });
  expect(book.all()).toEqual([]);
  expect(logged).toEqual([expect.stringContaining("tidy")]);
});

test("what cannot be kept did not happen", () => {
  const { store, book } = begin();
  book.found(kept());
  const { put } = store.pluginUpdates;
  Object.assign(store.pluginUpdates, {
    put() {
      throw new Error("the disk is full");
    },
  });
  expect(() => book.move("tidy", "begin")).toThrow("the disk is full");
  expect(book.get("tidy")?.update.phase).toBe("available");
  Object.assign(store.pluginUpdates, { put });
});
