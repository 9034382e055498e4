import { describe, expect, test } from "vitest";
import { secretShapes } from "../../packs/scan/secret-shapes.ts";
import { createScrubber, secretsIn } from "./scrub-text.ts";

// Put together here, so that nobody's search for leaked secrets finds this file.
const letters = (count: number, of = "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0z"): string =>
  Array.from({ length: count }, (_, index) => of[(index * 7) % of.length]).join("");
const hex = (count: number): string => letters(count, "0123456789abcdef");

const samples: readonly [string, string][] = [
  ["private-key", `-----BEGIN RSA ${"PRIVATE KEY"}-----\n${letters(64)}\n-----END RSA ${"PRIVATE KEY"}-----`],
  ["json-web-token", `${"ey"}J${letters(20)}.${letters(30)}.${letters(20)}`],
  ["anthropic-key", `sk-${"ant"}-api03-${letters(40)}`],
  ["openai-key", `sk-${"proj"}-${letters(48)}`],
  ["stripe-key", `sk_${"live"}_${letters(24)}`],
  ["webhook-secret", `wh${"sec"}_${letters(32)}`],
  ["github-token", `gh${"p"}_${letters(36)}`],
  ["github-token", `github_${"pat"}_${letters(60)}`],
  ["gitlab-token", `gl${"pat"}-${letters(20)}`],
  ["aws-key-id", `AK${"IA"}${letters(16, "ABCDEFGH23456789")}`],
  ["google-key", `AI${"za"}${letters(35)}`],
  ["google-oauth", `ya${"29"}.${letters(40)}`],
  ["slack-token", `xo${"xb"}-${letters(30)}`],
  ["chat-webhook", `https://hooks.slack.${"com"}/services/T000/B000/${letters(24)}`],
  ["discord-token", `M${letters(24)}.${letters(6)}.${letters(30)}`],
  ["telegram-token", `123456789:${"AA"}${letters(33)}`],
  ["npm-token", `np${"m"}_${letters(36)}`],
  ["pypi-token", `py${"pi"}-${letters(60)}`],
  ["crates-token", `ci${"o"}${letters(32)}`],
  ["rubygems-key", `ruby${"gems"}_${hex(48)}`],
  ["sendgrid-key", `S${"G"}.${letters(22)}.${letters(43)}`],
  ["twilio-key", `S${"K"}${hex(32)}`],
  ["mailgun-key", `ke${"y"}-${hex(32)}`],
  ["square-token", `sq0${"atp"}-${letters(22)}`],
  ["shopify-token", `shp${"at"}_${hex(32)}`],
  ["digitalocean-token", `do${"p"}_v1_${hex(64)}`],
  ["vault-token", `hv${"s"}.${letters(24)}`],
  ["terraform-token", `${letters(14)}.atlas${"v1"}.${letters(60)}`],
  ["huggingface-token", `h${"f"}_${letters(34)}`],
  ["age-key", `AGE-SECRET-${"KEY"}-1${letters(58, "ABCDEFGH23456789")}`],
  ["atlassian-token", `ATA${"TT3"}${letters(60)}`],
  ["linear-key", `lin_${"api"}_${letters(40)}`],
  ["notion-token", `nt${"n"}_${letters(46)}`],
  ["azure-key", `Account${"Key"}=${letters(86)}==`],
  ["authorization", `Authorization: ${"Bearer"} ${letters(32)}`],
  ["address-with-password", `postgres://app:${letters(12)}@db.internal/app`],
  ["named-value", `DB_PASS${"WORD"}=${letters(14)}`],
  ["named-value", `{"api${"Key"}": "${letters(20)}"}`],
];

const scrubber = () => createScrubber({ project: "/home/mira/almanac", home: "/home/mira" });

describe("secrets", () => {
  test("every shape has a sample", () => {
    expect([...new Set(samples.map(([name]) => name))]).toEqual(secretShapes.map(({ name }) => name));
  });

  test.each(samples)("%s", (name, secret) => {
    expect(secretsIn(secret)).toContain(name);
    for (const around of [secret, `it said ${secret}, twice\n`, `\n\t"${secret}"`]) {
      const clean = scrubber().text(around);
      expect(secretsIn(clean), clean).toEqual([]);
      // No run of the secret that somebody could use is left.
      for (let at = 0; at + 16 <= secret.length; at++)
        if (/^[\w+/-]+$/.test(secret.slice(at, at + 16)) && /\d/.test(secret.slice(at, at + 16)))
          expect(clean).not.toContain(secret.slice(at, at + 16));
    }
  });

  test("the same value becomes the same word, another one another, and they are counted by kind", () => {
    const all = scrubber();
    const [one, two] = [`gh${"p"}_${letters(36)}`, `gh${"p"}_${letters(35)}Z`];
    expect(all.text(`${one} ${two} ${one}`)).toBe("<github-token-1> <github-token-2> <github-token-1>");
    expect([...all.found].map(([kind, values]) => [kind, values.size])).toEqual([["github-token", 2]]);
  });

  test("source code that speaks of secrets is left alone", () => {
    const code = [
      "const token = await readToken(folder);",
      "password: string;",
      'if (key === "secret") return null;',
      "the basic idea, a token of thanks, bearer of news",
      "sk-learn and hf_hub are packages; see https://example.org/a:b",
      "tokens: 1200, maxTokens = 4096",
    ].join("\n");
    expect(scrubber().text(code)).toBe(code);
    expect(secretsIn(code)).toEqual([]);
  });

  test("takes time in proportion to the text, also for one made to be slow", () => {
    const hostile = [`${"a.".repeat(60_000)}@`, "token".repeat(20_000), "eyJ".repeat(40_000), "x://".repeat(30_000)];
    for (const text of hostile) expect(scrubber().text(text).length).toBeGreaterThan(0);
  });
});

describe("people and places", () => {
  test.each([
    [
      "mail of mira.holm@corp.test, and of her again: mira.holm@corp.test",
      "mail of person-1@example.com, and of her again: person-1@example.com",
    ],
    ["jo@example.com stays", "jo@example.com stays"],
    ["read /home/mira/almanac/src/a.ts", "read src/a.ts"],
    ["cwd: /home/mira/almanac", "cwd: ."],
    ["/home/mira/.config and /home/other/x, /Users/anna/y", "/home/user/.config and /home/user/x, /Users/user/y"],
  ])("%s", (text, expected) => {
    expect(scrubber().text(text)).toBe(expected);
  });
});
