import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type PrivateFile, privateFile } from "./private-file.ts";

let home: string;
let file: PrivateFile;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-private-"));
  file = privateFile(join(home, "inner", "key"), { code: "secrets_unsafe", most: 100 });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const inner = (): string[] => readdirSync(join(home, "inner"));
const unsafe = (reason: string) =>
  expect.objectContaining({ code: "secrets_unsafe", facts: { file: file.path, reason } });

// Modes, owners, pipes and links that are read: own-key.test.ts here, token-file.test.ts and plugin-secrets.test.ts in packages/aperture.
describe("a private file", () => {
  test("is not there, then the user's alone, folder included, with no draft beside it", () => {
    expect(file.read()).toBeNull();
    expect(file.create("one")).toBe(true);
    expect(file.read()).toBe("one");
    expect([statSync(join(home, "inner")).mode & 0o777, statSync(file.path).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(inner()).toEqual(["key"]);
  });

  test("who comes second makes none: what was first stays", () => {
    file.create("one");
    expect(file.create("two")).toBe(false);
    expect(file.read()).toBe("one");
    expect(inner()).toEqual(["key"]);
  });

  test("is replaced, also where others could read it; a planted link goes, and what it leads to stays", () => {
    mkdirSync(join(home, "inner"));
    writeFileSync(join(home, "elsewhere"), "theirs");
    symlinkSync(join(home, "elsewhere"), file.path);
    file.replace("mine");
    expect([file.read(), readFileSync(join(home, "elsewhere"), "utf8")]).toEqual(["mine", "theirs"]);
    expect(inner()).toEqual(["key"]);
  });

  test("is refused above its size, in the words of whoever asks", () => {
    file.create("x".repeat(100));
    expect(file.read()).toHaveLength(100);
    file.replace("x".repeat(101));
    expect(() => file.read()).toThrow(unsafe("it is larger than 100 bytes"));
    const other = privateFile(file.path, { code: "secrets_unsafe", most: 100, tooLarge: "it is no key" });
    expect(() => other.read()).toThrow(unsafe("it is no key"));
  });

  test("what cannot be written says so, and leaves no draft", () => {
    mkdirSync(file.path, { recursive: true });
    expect(() => file.replace("x")).toThrow(unsafe("it cannot be written (EISDIR)"));
    expect(inner()).toEqual(["key"]);
    writeFileSync(join(home, "file"), "");
    const below = privateFile(join(home, "file", "key"), { code: "token_unsafe", most: 100 });
    expect(() => below.create("x")).toThrow(/token file .* it cannot be created \(E(NOTDIR|EXIST)\)/);
  });
});
