import "../testing/runes.ts";
import { expect, test } from "vitest";
import { refusal } from "../testing/refusal.ts";
import type { JsonObject } from "../view/config-fields.ts";
import { ConfigDraft, readJson, readNumber } from "./config-draft.svelte.ts";

function draftOf(config: JsonObject): ConfigDraft {
  const draft = new ConfigDraft();
  draft.begin(config);
  return draft;
}
const whole = (text: string) => readNumber(text, true);

test("follows what is set elsewhere until something is written here", () => {
  const draft = draftOf({ style: "short" });
  draft.begin({ style: "long" });
  expect([draft.at(["style"]), draft.isChanged]).toEqual(["long", false]);
  draft.set(["style"], "mine");
  draft.begin({ style: "theirs" });
  expect([draft.at(["style"]), draft.isChanged]).toEqual(["mine", true]);
  draft.reset();
  expect([draft.at(["style"]), draft.isChanged]).toEqual(["long", false]);
});

test("what cannot be read stays as it was written, with the reason beside it, and is not sent", async () => {
  const draft = draftOf({ limit: 3 });
  draft.write(["limit"], "many", whole);
  expect([draft.textAt(["limit"]), draft.problemAt(["limit"]), draft.at(["limit"])]).toEqual([
    "many",
    "not a number",
    3,
  ]);
  const sent: JsonObject[] = [];
  const send = async (config: JsonObject) => {
    sent.push(config);
    return { config };
  };
  expect(await draft.save(send)).toBe(false);
  draft.write(["limit"], "4", whole);
  expect([draft.textAt(["limit"]), draft.problemAt(["limit"])]).toEqual([undefined, undefined]);
  expect(await draft.save(send)).toBe(true);
  expect([sent, draft.isChanged, draft.saved]).toEqual([[{ limit: 4 }], false, true]);
});

test("an emptied field means the default again", () => {
  const draft = draftOf({ limit: 3, deep: { low: 1 } });
  draft.write(["limit"], "  ", whole);
  draft.set(["deep", "low"], undefined);
  expect(draft.value).toEqual({});
});

test("what the API finds wrong stands at its field, and goes when the field is changed", async () => {
  const draft = draftOf({ deep: { low: 1 } });
  draft.set(["deep", "low"], 99);
  const errors = [{ pointer: "/config/deep/low", detail: "at most 9" }];
  expect(await draft.save(refusal(422, "The settings of notes at /deep/low: at most 9", errors))).toBe(false);
  expect(draft.problemAt(["deep", "low"])).toBe("at most 9");
  expect(draft.trouble).toBe("The settings of notes at /deep/low: at most 9");
  draft.set(["deep", "low"], 9);
  expect(draft.problemAt(["deep", "low"])).toBeUndefined();
});

test("numbers and JSON, and what is none", () => {
  expect([readNumber(" 1.5 ", false), readNumber("-3", true)]).toEqual([1.5, -3]);
  expect(() => readNumber("1.5", true)).toThrow("not a whole number");
  expect(() => readNumber("1e999", false)).toThrow("not a number");
  expect(readJson('{"a":[1]}')).toEqual({ a: [1] });
  expect(() => readJson("{a}")).toThrow(/^not JSON: /);
});
