import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPlace, type Place, parsePlace } from "./place.ts";
import { allKinds, formatView, noView, parseView } from "./view-place.ts";

const word = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined });
const read = (search: string) => parseView(new URLSearchParams(search));

test("every place of the library survives its URL, and brings nothing of the plugins along", () => {
  const place: fc.Arbitrary<Place> = fc.record({
    view: fc.constant("library" as const),
    kind: fc.option(fc.constantFrom(...allKinds), { nil: undefined }),
    item: word,
    beside: word,
    part: fc.constantFrom(undefined, "values" as const, "text" as const, "effect" as const, "projects" as const),
  });
  fc.assert(fc.property(place, (value) => void expect(parsePlace(formatPlace(value))).toEqual(value)));
  expect(formatPlace({ view: "library", plugin: "notes", find: "words", kind: "preset", item: "calm" })).toBe(
    "?view=library&kind=preset&item=calm",
  );
});

test("a plugin's place brings nothing of the library along", () => {
  expect(formatPlace({ view: "plugins", plugin: "notes", part: "update", kind: "rule", item: "calm" })).toBe(
    "?view=plugins&plugin=notes&part=update",
  );
  expect(formatPlace({ view: "plugins", part: "install", find: "auto test" })).toBe(
    "?view=plugins&part=install&find=auto+test",
  );
});

test("what is unknown is left out, also what belongs to the other view", () => {
  expect(read("view=library&kind=plugin&part=settings&item=&find=x")).toEqual({ view: "library" });
  expect(read("view=plugins&part=effect&kind=rule&beside=x")).toEqual({ view: "plugins" });
  expect(read("view=constructor&part=toString&kind=__proto__")).toEqual({});
  expect(read(`view=library&item=${"x".repeat(900)}`).item).toHaveLength(500);
});

test("back to the context: no view leaves nothing behind", () => {
  const place: Place = { session: "s", view: "library", kind: "rule", item: "calm", part: "text", beside: "eager" };
  expect(formatPlace({ ...place, ...noView })).toBe("?session=s");
  expect(formatView({})).toEqual([]);
});
