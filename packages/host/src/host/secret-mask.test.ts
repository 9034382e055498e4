import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { plainMessage } from "../border/plain-message.ts";
import { noSecrets, secretMask } from "./secret-mask.ts";

const values: Record<string, string> = { TOKEN: "hunter2-hunter2", LONG: "hunter2-hunter2-and-more", SHORT: "hunter2" };
const maskOf = (stored: Record<string, string>) => secretMask(Object.keys(stored), (name) => stored[name] ?? null);
const mask = maskOf(values);

test("a value is its secret's name, wherever it stands and however often", () => {
  expect(mask.text("a hunter2-hunter2 b hunter2-hunter2")).toBe("a [secret TOKEN] b [secret TOKEN]");
});

test("one that contains another is taken out whole", () => {
  expect(mask.text("<hunter2-hunter2-and-more>")).toBe("<[secret LONG]>");
});

test("what is shorter than 8 characters is left: it would be found in words of every day", () => {
  expect(mask.text("hunter2")).toBe("hunter2");
});

test("in data, in every text and name, and nowhere else", () => {
  const data: Json = { "hunter2-hunter2": ["x", { deep: "=hunter2-hunter2" }, 12, null, true] };
  expect(mask.json(data)).toEqual({ "[secret TOKEN]": ["x", { deep: "=[secret TOKEN]" }, 12, null, true] });
  expect(mask.json(JSON.parse('{"__proto__":"hunter2-hunter2"}') as Json)).toEqual(
    JSON.parse('{"__proto__":"[secret TOKEN]"}'),
  );
});

test("of more than one line, as a log has it and as it stands in JSON", () => {
  const key = '-----BEGIN KEY-----\n"secret"\nbits\n-----END KEY-----\n';
  const many = maskOf({ KEY: key });
  expect(many.text(plainMessage(`key: ${key}`))).toBe("key: [secret KEY]");
  expect(many.text(JSON.stringify({ key }))).toBe('{"key":"[secret KEY]"}');
});

test("what a cut leaves of a value is taken out, too", () => {
  for (const most of [20, 24, 30]) {
    const cut = mask.text(plainMessage(`a long line: hunter2-hunter2-and-more words that follow`, most));
    expect(cut).toMatch(/^a long line:(?: h\w{0,6}| \[secret LONG\])?…$/);
  }
});

test("a value with signs of a pattern is a text like others", () => {
  const odd = maskOf({ ODD: "$&$1.*+?^()|[]\\" });
  expect(odd.text("x $&$1.*+?^()|[]\\ y")).toBe("x [secret ODD] y");
});

test("errors lose it from their message, their facts and their cause", () => {
  const facts = { plugin: "tidy", stage: "event", reason: "401 for hunter2-hunter2" };
  const cause = new Error("hunter2-hunter2");
  const error = mask.error(new ApertureError("plugin_failed", facts, { cause }));
  expect(error).toMatchObject({ code: "plugin_failed", facts: { ...facts, reason: "401 for [secret TOKEN]" } });
  expect([error.message.includes("hunter2"), error.cause]).toEqual([false, undefined]);
  const cut = { ...facts, reason: plainMessage(`${"a".repeat(285)} hunter2-hunter2`) };
  expect(mask.error(new ApertureError("plugin_failed", cut)).message).not.toContain("hunter2");
  const clean = new ApertureError("plugin_failed", { plugin: "tidy", stage: "event", reason: "no" });
  expect(mask.error(clean)).toBe(clean);
  expect(mask.error(cause).message).toBe("[secret TOKEN]");
});

test("without a secret, or one that can be read, nothing is touched", () => {
  expect(secretMask([], () => "hunter2-hunter2")).toBe(noSecrets);
  expect(secretMask(["TOKEN"], () => null)).toBe(noSecrets);
  const unsafe = secretMask(["TOKEN"], () => {
    throw new Error("others could read the file");
  });
  expect(unsafe).toBe(noSecrets);
});
