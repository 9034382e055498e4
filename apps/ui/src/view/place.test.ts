import fc from "fast-check";
import { expect, test } from "vitest";
import { allRoles, allZones, formatPlace, type Place, parsePlace } from "./place.ts";

const word = fc.option(fc.string({ minLength: 1, maxLength: 40 }), { nil: undefined });

test("every place survives its URL", () => {
  const place: fc.Arbitrary<Place> = fc.record({
    session: word,
    lane: word,
    zone: fc.option(fc.constantFrom(...allZones), { nil: undefined }),
    role: fc.option(fc.constantFrom(...allRoles), { nil: undefined }),
    text: word,
    block: fc.string({ minLength: 1 }),
    open: fc.constantFrom(true, undefined),
  });
  fc.assert(fc.property(place, (value) => void expect(parsePlace(formatPlace(value))).toEqual(value)));
});

test("nothing chosen is the bare path", () => {
  expect(formatPlace({})).toBe("");
  expect(formatPlace({ open: true })).toBe("");
});

test("what is unknown is left out instead of breaking the page", () => {
  expect(parsePlace("?zone=north&role=__proto__&open=1&q=")).toEqual({});
  expect(parsePlace("?zone=constructor&role=toString")).toEqual({});
  expect(parsePlace(`?q=${"x".repeat(900)}`).text).toHaveLength(500);
});

test("a plugin and what is looked at of it stand in the URL, and only with their view", () => {
  const place: Place = { session: "s", view: "plugins", plugin: "notes", part: "panel" };
  expect(formatPlace(place)).toBe("?session=s&view=plugins&plugin=notes&part=panel");
  expect(parsePlace(formatPlace(place))).toEqual(place);
  expect(formatPlace({ plugin: "notes", part: "panel" })).toBe("");
  expect(parsePlace("?plugin=notes&part=panel")).toEqual({});
  expect(parsePlace("?view=plugins&part=toString")).toEqual({ view: "plugins" });
  expect(parsePlace("?view=elsewhere")).toEqual({});
});
