import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type KeptMetadata, keptMetadataFile, readKeptMetadata, writeKeptMetadata } from "./kept-metadata.ts";

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-kept-"));
  file = keptMetadataFile(home, "team");
});
afterEach(() => rmSync(home, { recursive: true }));

const pin = "a".repeat(64);
const kept = (version: number, more: Partial<KeptMetadata> = {}): KeptMetadata => ({
  format: 1,
  pin,
  files: { "timestamp.json": JSON.stringify({ signed: { version } }), "bin-0f.json": "{}" },
  revoked: { format: 1, revoked: [] },
  ...more,
});

test("kept for nobody else to read, and read again", () => {
  writeKeptMetadata(file, kept(3));
  expect(readKeptMetadata(file, pin)).toEqual(kept(3));
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(home, "registries"))).toEqual(["team.json"]);
});

test("older metadata does not take the place of newer", () => {
  writeKeptMetadata(file, kept(3));
  writeKeptMetadata(file, kept(2));
  expect(readKeptMetadata(file, pin)).toEqual(kept(3));
  writeKeptMetadata(file, kept(4));
  expect(readKeptMetadata(file, pin)).toEqual(kept(4));
});

test("the same is not written again", () => {
  writeKeptMetadata(file, kept(3));
  const before = statSync(file).ino;
  writeKeptMetadata(file, kept(3));
  expect(statSync(file).ino).toBe(before);
});

test("another root, damage, or nothing: it begins anew", () => {
  expect(readKeptMetadata(file, pin)).toBeNull();
  writeKeptMetadata(file, kept(3));
  expect(readKeptMetadata(file, "b".repeat(64))).toBeNull();
  writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
  expect(readKeptMetadata(file, pin)).toBeNull();
  writeKeptMetadata(file, kept(1));
  expect(readKeptMetadata(file, pin)).toEqual(kept(1));
  writeKeptMetadata(file, kept(1, { pin: "c".repeat(64) }));
  expect(readKeptMetadata(file, "c".repeat(64))).not.toBeNull();
});

test("names that would lead elsewhere are damage", () => {
  writeKeptMetadata(file, kept(1));
  writeFileSync(file, JSON.stringify(kept(1, { files: { "../../evil.json": "{}" } })));
  expect(readKeptMetadata(file, pin)).toBeNull();
});

test("what a crash left behind is taken over", () => {
  writeKeptMetadata(file, kept(1));
  writeFileSync(`${file}.next`, "half of i");
  writeKeptMetadata(file, kept(2));
  expect(readKeptMetadata(file, pin)).toEqual(kept(2));
  expect(existsSync(`${file}.next`)).toBe(false);
});
