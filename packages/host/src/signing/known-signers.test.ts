import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KnownSigners } from "./known-signers.ts";

const key = (digit: string): string => `ed25519:${digit.repeat(64)}`;
let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-signers-"));
  file = join(home, "known-signers.json");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("signers that were seen", () => {
  test("new, then known; another key has changed; one's own is own under any name", () => {
    const signers = new KnownSigners(file);
    expect(signers.statusOf("Team", key("a"), null)).toBe("new");
    signers.remember("Team", key("a"));
    expect(signers.statusOf("Team", key("a"), null)).toBe("known");
    expect(signers.statusOf("Team", key("b"), null)).toBe("changed");
    expect(signers.statusOf("Other", key("a"), null)).toBe("new");
    expect(signers.statusOf("Team", key("c"), key("c"))).toBe("own");
    signers.remember("Team", key("b"));
    expect(signers.statusOf("Team", key("a"), null)).toBe("changed");
    expect(signers.of("Team")).toBe(key("b"));
  });

  test("looking writes nothing; what is remembered is there for the next process, for its owner alone", () => {
    new KnownSigners(file).statusOf("Team", key("a"), null);
    expect(readdirSync(home)).toEqual([]);
    new KnownSigners(file).remember("Team", key("a"));
    expect(new KnownSigners(file).of("Team")).toBe(key("a"));
    expect(readdirSync(home)).toEqual(["known-signers.json"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each(["TEAM", "  team ", "ＴＥＡＭ", "Te\u0061m"])("%j is no new name beside Team", (name) => {
    const signers = new KnownSigners(file);
    signers.remember("Team", key("a"));
    expect(signers.statusOf(name, key("b"), null)).toBe("changed");
  });

  const damages: Record<string, string> = {
    "is empty": "",
    "is cut short": '{"format":1,"signers":[{"na',
    "is of a newer format": '{"format":2,"signers":[]}',
    "has another key": '{"format":1,"signers":[],"trustAll":true}',
    "has a short fingerprint": '{"format":1,"signers":[{"name":"Team","fingerprint":"ed25519:ab"}]}',
  };
  test.each(Object.entries(damages))("a file that %s makes nobody new", (_, text) => {
    writeFileSync(file, text, { mode: 0o600 });
    const signers = new KnownSigners(file);
    expect(() => signers.statusOf("Team", key("a"), null)).toThrow("no list of signers");
    expect(() => signers.remember("Team", key("a"))).toThrow("no list of signers");
  });

  test("a file that others may write is refused", () => {
    const signers = new KnownSigners(file);
    signers.remember("Team", key("a"));
    chmodSync(file, 0o666);
    expect(() => signers.of("Team")).toThrow("its mode is 0666");
  });

  test("what is no fingerprint is not remembered", () => {
    expect(() => new KnownSigners(file).remember("Team", "rsa:1")).toThrow();
    expect(readdirSync(home)).toEqual([]);
  });
});
