import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureToken, readToken, tokenFileOf } from "./token-file.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-token-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const good = "A".repeat(43);
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (ApertureError.is(error) && error.code === "token_unsafe") return String(error.facts.reason);
    throw error;
  }
  return "accepted";
};

test("a new home gets a token of 256 bits that only its owner can read", () => {
  const token = ensureToken(join(home, "deeper"));
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(statSync(tokenFileOf(join(home, "deeper"))).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(home, "deeper"))).toEqual(["token"]);
  expect(ensureToken(join(home, "deeper"))).toBe(token);
  expect(readToken(join(home, "deeper"))).toBe(token);
});

test("two homes have two tokens; an empty home has none to read", () => {
  expect(readToken(home)).toBeUndefined();
  expect(ensureToken(join(home, "a"))).not.toBe(ensureToken(join(home, "b")));
});

test.each([0o640, 0o604, 0o644, 0o660, 0o666, 0o777])("mode %o is refused, also by start", (mode) => {
  writeFileSync(tokenFileOf(home), good);
  chmodSync(tokenFileOf(home), mode);
  expect(refusal(() => readToken(home))).toContain("mode");
  expect(refusal(() => ensureToken(home))).toContain("mode");
});

test("a symbolic link is refused, even to a good file", () => {
  writeFileSync(join(home, "elsewhere"), good, { mode: 0o600 });
  symlinkSync(join(home, "elsewhere"), tokenFileOf(home));
  expect(refusal(() => ensureToken(home))).toBe("it is a symbolic link");
});

test("a dangling symbolic link is refused and its target not created", () => {
  symlinkSync(join(home, "nowhere"), tokenFileOf(home));
  expect(refusal(() => ensureToken(home))).not.toBe("accepted");
  expect(readdirSync(home)).toEqual(["token"]);
});

test("a folder and a named pipe are refused without waiting", () => {
  mkdirSync(tokenFileOf(home));
  expect(refusal(() => ensureToken(home))).toContain("no regular file");
  rmSync(tokenFileOf(home), { recursive: true });
  execFileSync("mkfifo", ["-m", "600", tokenFileOf(home)]);
  expect(refusal(() => ensureToken(home))).toContain("no regular file");
});

test.each(["", "short", `${good}x`, "p".repeat(2_000), "\u0000".repeat(43)])("content %j is no token", (content) => {
  writeFileSync(tokenFileOf(home), content, { mode: 0o600 });
  expect(refusal(() => readToken(home))).toBe("it is no token");
});

test("another owner's file is refused", () => {
  if (process.getuid?.() !== 0) {
    if (process.env.APERTURE_REQUIRE_ALL) throw new Error("needs root to give a file away");
    console.log("skipped: only root can give a file to another user");
    return;
  }
  writeFileSync(tokenFileOf(home), good, { mode: 0o600 });
  chownSync(tokenFileOf(home), 65_534, 65_534);
  expect(refusal(() => readToken(home))).toContain("belongs to user 65534");
});
