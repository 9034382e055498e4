import { execFile } from "node:child_process";
import {
  chmodSync,
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
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { existingKey, ownKey, ownKeyFileOf } from "./own-key.ts";
import { newSigningKey, signingKeyText } from "./signing-key.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-key-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("the key of a home", () => {
  test("is made on first use, for its owner alone, and stays the same", () => {
    expect(existingKey(home)).toBeNull();
    const first = ownKey(home);
    expect(statSync(ownKeyFileOf(home)).mode & 0o777).toBe(0o600);
    expect(ownKey(home).fingerprint).toBe(first.fingerprint);
    expect(existingKey(home)?.fingerprint).toBe(first.fingerprint);
    expect(readdirSync(home)).toEqual(["signing-key.json"]);
  });

  test("makes the home where there is none", () => {
    const inner = join(home, "not", "there");
    expect(ownKey(inner).fingerprint).toBe(existingKey(inner)?.fingerprint);
    expect(statSync(inner).mode & 0o777).toBe(0o700);
  });

  test("processes that make it at once end with one", async () => {
    const program = `import { ownKey } from ${JSON.stringify(join(import.meta.dirname, "own-key.ts"))};
      console.log(ownKey(process.argv[1]).fingerprint);`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", program, home]);
    const answers = await Promise.all([run(), run(), run()]);
    expect(new Set(answers.map(({ stdout }) => stdout.trim()))).toEqual(new Set([ownKey(home).fingerprint]));
  });

  const traps: Record<string, [(file: string) => void, string]> = {
    "others may read": [(file) => chmodSync(file, 0o644), "its mode is 0644"],
    "the group may write": [(file) => chmodSync(file, 0o620), "its mode is 0620"],
    "is a link": [
      (file) => {
        writeFileSync(join(home, "elsewhere"), readFileSync(file), { mode: 0o600 });
        rmSync(file);
        symlinkSync(join(home, "elsewhere"), file);
      },
      "symbolic link",
    ],
    "is a folder": [
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      "no regular file",
    ],
    "is empty": [(file) => writeFileSync(file, ""), "no ed25519 key"],
    "is cut short": [(file) => writeFileSync(file, readFileSync(file, "utf8").slice(0, 60)), "no ed25519 key"],
    "is far too long": [(file) => writeFileSync(file, " ".repeat(2_000)), "larger than"],
    "has halves of two keys": [
      (file) => {
        const [one, two] = [newSigningKey(), newSigningKey()].map((key) => JSON.parse(signingKeyText(key)));
        writeFileSync(file, JSON.stringify({ ...one, x: two.x }));
      },
      "no ed25519 key",
    ],
  };
  test.each(Object.entries(traps))("is refused where the file %s", (_, [lay, reason]) => {
    const secret = ownKey(home).privateKey.export({ format: "jwk" }).d!;
    lay(ownKeyFileOf(home));
    for (const look of [ownKey, existingKey]) {
      const error = caught(() => look(home));
      expect(error.message).toContain(reason);
      expect(JSON.stringify([error, String(error), String(error.cause)])).not.toContain(secret);
    }
  });
});

function caught(work: () => unknown): Error & { cause?: unknown } {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
