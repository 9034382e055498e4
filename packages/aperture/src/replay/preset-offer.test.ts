import { PresetStaged } from "@aperture/sdk";
import { expect, test } from "vitest";
import { PresetOffer } from "./preset-offer.ts";

const staged = (name: string, source: unknown) => PresetStaged.parse({ name, source });
const note = staged("note", { kind: "text", text: "Mind the tests." });
const style = staged("style", { kind: "file", path: "docs/style.md" });

test("texts are offered to every lane until they are in it", () => {
  const offer = new PresetOffer([note]);
  expect(offer.offered(1, 1)).toMatchObject([{ item: { n: 1, name: "note", zone: "recency" } }]);
  expect(offer.offered(1, 1)[0]!.text).toContain("Mind the tests.");
  offer.injected(1, "staged:1");
  offer.injected(1, "rule:other");
  expect(offer.offered(1, 1)).toEqual([]);
  expect(offer.offered(1, 2)).toHaveLength(1);
});

test("files are left out, and counted", () => {
  const offer = new PresetOffer([style, note, staged("all", { kind: "glob", pattern: "src/**" })]);
  expect(offer.offered(1, 1).map(({ item }) => item.name)).toEqual(["note"]);
  expect(offer.leftOut).toBe(2);
});
