import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProtectionMarker, UNREADABLE } from "./protection-marker.ts";

let home: string;
let file: string;
let failures: unknown[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-marker-"));
  file = join(home, "protecting-plugins.json");
  failures = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const marker = (records: Record<string, boolean> = {}) =>
  createProtectionMarker({
    file,
    known: () => Object.entries(records).map(([id, protects]) => ({ id, protects })),
    failed: (error) => failures.push(error),
  });
const noted = (): string[] => JSON.parse(readFileSync(file, "utf8")).plugins;
const lostIn = (made: ReturnType<typeof marker>): string[] => made.lost().map(({ id }) => id);

test("who is noted is on the disk, for the user alone, and nothing else lies there", () => {
  const made = marker();
  expect(readdirSync(home)).toEqual([]);
  expect([made.add("redact"), made.add("redact"), made.add("guard")]).toEqual([true, false, true]);
  expect(noted()).toEqual(["guard", "redact"]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  made.forget("redact");
  expect(noted()).toEqual(["guard"]);
  made.forget("guard");
  expect(readdirSync(home)).toEqual([]);
});

test("whoever the database does not know any more is lost, until somebody decides", () => {
  marker().add("redact");
  const made = marker({ other: false });
  expect(made.lost()).toEqual([{ id: "redact", reason: expect.stringContaining("aperture plugin remove redact") }]);
  expect(lostIn(marker())).toEqual(["redact"]);
  made.forget("redact");
  expect([lostIn(made), lostIn(marker())]).toEqual([[], []]);
});

test("installed and enabled again, it is noted and not lost", () => {
  marker().add("redact");
  const made = marker();
  expect(made.add("redact")).toBe(false);
  expect(lostIn(made)).toEqual([]);
  expect(noted()).toEqual(["redact"]);
});

test("the database's word counts for whom it knows: one that was enabled before there was a marker is noted, one turned off is not", () => {
  marker().add("off");
  expect(lostIn(marker({ off: false, on: true }))).toEqual([]);
  expect(noted()).toEqual(["on"]);
});

test("without a database all that are noted are lost, and the reason is told", () => {
  marker().add("redact");
  const made = createProtectionMarker({
    file,
    known() {
      throw new ApertureError("store_unavailable", { reason: "it is a folder" });
    },
    failed: (error) => failures.push(error),
  });
  expect(made.lost()).toEqual([{ id: "redact", reason: expect.stringContaining("it is a folder") }]);
  expect(noted()).toEqual(["redact"]);
});

test.each(["{", '{"version":2,"plugins":[]}', '{"version":1,"plugins":["../x"]}', ""])(
  "a marker that cannot be read (%j) may have named anybody, and is not written over",
  (text) => {
    writeFileSync(file, text);
    const made = marker({ on: true });
    expect(made.lost()).toEqual([{ id: UNREADABLE, reason: expect.stringContaining("cannot be read") }]);
    made.add("more");
    expect(readFileSync(file, "utf8")).toBe(text);
    made.forget(UNREADABLE);
    expect(noted()).toEqual(["more", "on"]);
    expect(lostIn(marker({ on: true, more: true }))).toEqual([]);
  },
);

test("where it cannot be written nothing is taken for protected, and what is struck out is told", () => {
  const made = marker();
  made.add("redact");
  rmSync(file);
  mkdirSync(file);
  writeFileSync(join(file, "in-the-way"), "");
  expect(() => made.add("guard")).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  made.forget("redact");
  expect(failures).toHaveLength(1);
});
