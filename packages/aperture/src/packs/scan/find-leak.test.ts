import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canaries } from "../../../../../tests/support/canary/canaries.ts";
import { findLeak } from "./find-leak.ts";

const nobody = { home: null, user: null };
const mira = { home: "/data/people/mira", user: "mira" };
/** A preset whose staged text is this, line by line. */
const staged = (text: string): string =>
  `kind: preset\nname: calm\nstaging:\n  - name: hint\n    source:\n      kind: text\n      text: |\n${text
    .split("\n")
    .map((line) => `        ${line}`)
    .join("\n")}\n`;
// Put together here, so that nobody's search for leaked secrets finds this file.
const letters = "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zaB3dE6gH9j";
const token = `gh${"p"}_${letters.slice(0, 36)}`;

describe("every shape of the canaries", () => {
  const told = (canary: (typeof canaries)[number]): string =>
    [...Object.entries(canary.headers ?? {}), ...Object.entries(canary.query ?? {})]
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n");

  test("there are at least 30", () => {
    expect(canaries.length).toBeGreaterThanOrEqual(30);
  });

  test.each(canaries.map((canary) => [canary.name, canary] as const))("%s", (_, canary) => {
    const line = told(canary);
    const encoded = Buffer.from(line).toString("base64");
    for (const text of [line, canary.secret, encoded, (encoded.match(/.{1,40}/g) ?? []).join("\n")])
      expect(findLeak(staged(text), nobody), text).not.toBeNull();
    expect(findLeak(staged(line), nobody)?.line).toBe(8);
    expect(findLeak(`kind: rule\nname: x\n# ${line}\n`, nobody)?.line).toBe(3);
  });
});

describe("a token that is hidden", () => {
  const [half, rest] = [token.slice(0, 14), token.slice(14)];
  const hex = Buffer.from(token).toString("hex");
  const ways: Record<string, string> = {
    "in a comment": `# ${token}\nkind: rule\n`,
    "as a key": `kind: rule\n${token}: 1\n`,
    "in a flow map": `plugins: {a: {config: {x: ${token}}}}\n`,
    "folded over lines in quotes": `description: "${half}\\\n  ${rest}"\n`,
    "folded over lines of a block": `description: |\n  ${half}\n  ${rest}\n`,
    "in two lines of comment": `# ${half}\n# ${rest}\nkind: rule\n`,
    "split by quotes": `description: '"${half}" + "${rest}"'\n`,
    "split by quotes without a sign": `description: '"${half}""${rest}"'\n`,
    "in base64": `description: ${Buffer.from(`the token is ${token}`).toString("base64")}\n`,
    "in base64url": `description: ${Buffer.from(`?>?>~~ ${token}`).toString("base64url")}\n`,
    "in base64 over lines": `description: |\n  ${(
      Buffer.from(`the token is ${token}`)
        .toString("base64")
        .match(/.{1,30}/g) ?? []
    ).join("\n  ")}\n`,
    "in base64 of base64": `description: ${Buffer.from(Buffer.from(token).toString("base64")).toString("base64")}\n`,
    "in hexadecimal": `description: ${hex}\n`,
    "in percent signs": `description: "${hex.replaceAll(/../g, "%$&")}"\n`,
    "in escapes of YAML": `description: "${hex.replaceAll(/../g, "\\x$&")}"\n`,
    "in escapes that stay text": `description: '${hex.replaceAll(/../g, "\\u00$&")}'\n`,
    "behind an anchor": `a: &t ${token}\nb: *t\n`,
    "in a second document": `kind: rule\n---\nx: ${token}\n`,
    "in a file that is no YAML": `: : {{ ${token}`,
  };
  test.each(Object.entries(ways))("%s", (_, text) => {
    expect(findLeak(text, nobody)?.what).toMatch(/github-token|random/);
  });

  test("never shows the token", () => {
    expect(JSON.stringify(findLeak(`# ${token}\n`, nobody))).not.toContain(token.slice(4, 12));
  });
});

describe("settings and people", () => {
  test.each(["apiKey: hunters", "client_secret: abcdefg", "password: swordfish", "authToken: aaaaaaa"])(
    "%s is a setting that is named like a secret",
    (setting) => {
      expect(findLeak(`plugins: {timer: {config: {${setting}}}}\n`, nobody)?.what).toContain("named like a secret");
    },
  );

  test.each([
    ["/home/mira/notes", "somebody's home"],
    ["/Users/Mira/notes", "somebody's home"],
    ["C:\\Users\\mira", "somebody's home"],
    ["c:/Users/mira", "somebody's home"],
    ["/root/notes", "somebody's home"],
    ["see /data/people/mira", "your home"],
    ["mail mira@work", "user name"],
    ["look into ~mira", "user name"],
    ["look into /srv/mira/x", "user name"],
  ])("%s", (text, what) => {
    expect(findLeak(staged(text), mira)?.what).toContain(what);
  });

  test.each([
    "/home/user/project",
    "/Users/you/project",
    "ask mira about it",
    "the folder /home",
    "/data/people/miranda",
    "~/notes",
  ])("%s tells nobody's name", (text) => {
    expect(findLeak(staged(text), mira)).toBeNull();
  });
});

describe("texts that are made to take long", () => {
  // Patterns that looked on from every place took minutes for these: the suite's own limit of time fails them.
  test.each(["a", "token ", "%41", "41", "secret=", "a.b", "a\n  ", '""', " ", "-----BEGIN PRIVATE KEY-----"])(
    "400 kB of %j",
    (unit) => {
      const text = unit.repeat(Math.ceil(390_000 / unit.length));
      expect(findLeak(`kind: rule\ndescription: |\n  ${text}\n`, mira)?.what ?? "nothing").toBe(
        unit.includes("KEY") ? "private-key" : "nothing",
      );
    },
  );
});

describe("what is no secret", () => {
  test.each([
    "when: {select: 'role:tool_result tool:Bash tokens>20000'}\nlimits: {minTokens: 10000000}",
    "staging: [{name: hint, tokenCap: 200000}]",
    "description: rotate the token, then the password, before 2026-11-23",
    "description: commit 535959a0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6",
    "description: see getUserByIdFromTheDatabaseOfTheOtherServer2 and UTF8ToUTF16Converter",
    "action: {do: replace, pattern: '(?i)bearer\\s+[a-z0-9._-]+', with: '[token]'}",
    "description: a-very-long-name-with-many-words-1-and-2-and-3-and-4-in-it",
  ])("%s", (text) => {
    expect(findLeak(`kind: rule\nname: x\n${text}\n`, nobody)).toBeNull();
  });

  test("the starter library", () => {
    const folder = join(import.meta.dirname, "../../../../../library");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".yml"));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) expect(findLeak(readFileSync(join(folder, file), "utf8"), mira), file).toBeNull();
  });
});
