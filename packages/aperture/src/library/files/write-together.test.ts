import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OriginRecord, readOrigins, withOrigins } from "./origins.ts";
import { finishWrites, writeTogether } from "./write-together.ts";

let root: string;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), "aperture-together-")), "library");
});
afterEach(() => {
  rmSync(join(root, ".."), { recursive: true });
});

const files = [
  { kind: "rule", name: "a", text: "one" },
  { kind: "preset", name: "b", text: "two" },
] as const;
const origin = { source: "pack", signer: null, from: "x" } as const;
const recordOf = ({ kind, name, text }: (typeof files)[number]): OriginRecord => ({
  kind,
  name,
  sha256: createHash("sha256").update(text).digest("hex"),
  ...origin,
});
const a = () => join(root, "rules/a.yml");
const b = () => join(root, "presets/b.yml");
const left = () => readdirSync(root).sort();

test("all files are there, for their owner alone, with where they come from, and nothing else is left", () => {
  writeTogether(root, files, origin);
  expect([readFileSync(a(), "utf8"), readFileSync(b(), "utf8")]).toEqual(["one", "two"]);
  expect(statSync(a()).mode & 0o777).toBe(0o600);
  expect(readOrigins(root).map(({ kind, name, from }) => `${kind} ${name} ${from}`)).toEqual([
    "rule a x",
    "preset b x",
  ]);
  expect(left()).toEqual(["origins.json", "presets", "rules"]);
});

describe("what a process that was killed left", () => {
  const decide = (present: readonly number[]) => {
    const folder = join(root, ".decided");
    mkdirSync(folder, { recursive: true });
    for (const index of present) writeFileSync(join(folder, `${index}.yml`), files[index]!.text);
    writeFileSync(join(folder, "origins.json"), withOrigins(root, files.map(recordOf)));
    for (const kind of ["rules", "presets"]) mkdirSync(join(root, kind), { recursive: true });
    writeFileSync(
      join(folder, "journal.json"),
      JSON.stringify({ items: files.map(({ kind, name }) => ({ kind, name })) }),
    );
  };

  test("before the decision is swept: nothing was written", () => {
    mkdirSync(join(root, ".incoming-1"), { recursive: true });
    writeFileSync(join(root, ".incoming-1/0.yml"), "one");
    mkdirSync(join(root, "rules"));
    writeFileSync(join(root, "rules/c.yml.123.tmp"), "half");
    writeFileSync(join(root, "rules/c.yml"), "kept");
    finishWrites(root);
    expect(left()).toEqual(["rules"]);
    expect(readdirSync(join(root, "rules"))).toEqual(["c.yml"]);
  });

  test.each([
    ["right behind the decision", [0, 1]],
    ["with one file in its place", [1]],
    ["with all in their places", []],
  ])("%s is carried on with", (_, present) => {
    decide(present);
    if (!present.includes(0)) writeFileSync(a(), "one");
    if (!present.includes(1)) writeFileSync(b(), "two");
    finishWrites(root);
    finishWrites(root);
    expect([readFileSync(a(), "utf8"), readFileSync(b(), "utf8")]).toEqual(["one", "two"]);
    expect(readOrigins(root)).toHaveLength(2);
    expect(left()).toEqual(["origins.json", "presets", "rules"]);
  });

  test("is carried on with before anything new is written over it", () => {
    decide([0, 1]);
    writeTogether(root, [{ kind: "rule", name: "a", text: "newer" }], null);
    expect([readFileSync(a(), "utf8"), readFileSync(b(), "utf8")]).toEqual(["newer", "two"]);
  });
});

test("what cannot be gathered leaves nothing", () => {
  const twice = [...files, { kind: "rule", name: "c", text: undefined as unknown as string }] as const;
  expect(() => writeTogether(root, twice, origin)).toThrow();
  expect(left()).toEqual([]);
  expect(existsSync(a())).toBe(false);
});

test("no library is no trouble", () => {
  finishWrites(root);
  expect(existsSync(root)).toBe(false);
});
