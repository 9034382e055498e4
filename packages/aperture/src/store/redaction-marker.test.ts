import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createRedactionMarker } from "./redaction-marker.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aperture-marker-"));
  file = join(folder, "redactions.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const one = { key: "tag:one", client: "claude-code" };
const two = { key: "tag:two", client: "codex" };

test("what the database knows is noted and not lost; what it no longer knows is", () => {
  const marker = createRedactionMarker(file, []);
  expect([marker.isNoted(one), marker.isLost(one), existsSync(file)]).toEqual([false, false, false]);
  marker.add(one);
  expect([marker.isNoted(one), marker.isLost(one)]).toEqual([true, false]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, "utf8")).not.toContain("tag:one");

  expect(createRedactionMarker(file, [one]).isLost(one)).toBe(false);
  const rebuilt = createRedactionMarker(file, []);
  expect([rebuilt.isLost(one), rebuilt.isLost(two)]).toEqual([true, false]);
  // Only the body would tell whose it is: any of that client's.
  expect(rebuilt.isLost({ key: null, client: "claude-code" })).toBe(true);
  expect(rebuilt.isLost({ key: null, client: "codex" })).toBe(false);
});

test("the last that ends takes the file along; what is lost stays until somebody removes the file", () => {
  createRedactionMarker(file, []).add(one);
  const rebuilt = createRedactionMarker(file, []);
  rebuilt.add(two);
  rebuilt.settle([]);
  expect([rebuilt.isLost(one), rebuilt.isNoted(two)]).toEqual([true, false]);
  expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ sessions: [{ client: "claude-code" }] });
  rmSync(file);
  expect(rebuilt.isLost(one)).toBe(false);
  rebuilt.add(two);
  expect(JSON.parse(readFileSync(file, "utf8")).sessions).toHaveLength(1);
  rebuilt.settle([]);
  expect(existsSync(file)).toBe(false);
});

test("one that cannot be read may have named anybody, and is left as it is", () => {
  writeFileSync(file, "{");
  const marker = createRedactionMarker(file, [one]);
  expect(marker.isLost(two)).toBe(true);
  marker.add(two);
  expect(readFileSync(file, "utf8")).toBe("{");
  rmSync(file);
  expect(marker.isLost(two)).toBe(false);
});

test("what cannot be written is not noted", () => {
  const marker = createRedactionMarker(join(folder, "gone", "redactions.json"), []);
  expect(() => marker.add(one)).toThrow("ENOENT");
  expect(marker.isNoted(one)).toBe(false);
});
