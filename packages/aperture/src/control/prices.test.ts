import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheRules } from "@aperture/engine/governor/prices";
import { DialectId } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadPrices } from "./prices.ts";

const MINUTE = 60_000;
let home: string;
let warnings: string[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-prices-"));
  warnings = [];
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const say = (text: string) => writeFileSync(join(home, "prices.yml"), text);
const load = () => loadPrices({ home, warn: (message) => warnings.push(message) });

describe("the bundled list", () => {
  const table = loadPrices();

  test("is dated and says where its prices are from", () => {
    expect(table.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(table.sources.length).toBeGreaterThanOrEqual(6);
    for (const source of table.sources) expect(new URL(source).protocol).toBe("https:");
  });

  test("has rules for unknown models of every dialect", () => {
    for (const dialect of DialectId.options) {
      const rules = cacheRules(table, "no-such-model", dialect);
      expect(rules.usd).toBeNull();
      expect(rules.cacheRead).toBeLessThan(1);
      expect(rules.ttl).toBeGreaterThanOrEqual(5 * MINUTE);
    }
  });

  test.each([
    // The recorded sessions' models, and one more of each family: input, read, 5 min, 1 h, minimum.
    ["claude-opus-4-5-20251101", "anthropic", [5, 0.1, 1.25, 2, 4_096]],
    ["claude-opus-4-1-20250805", "anthropic", [15, 0.1, 1.25, 2, 1_024]],
    ["claude-opus-4-20250514", "anthropic", [15, 0.1, 1.25, 2, 1_024]],
    ["claude-opus-5-5", "anthropic", [4, 0.05, 1.25, 2, 512]],
    ["claude-sonnet-4-5-20250929", "anthropic", [3, 0.1, 1.25, 2, 1_024]],
    ["anthropic/Claude-Haiku-4-5", "anthropic", [1, 0.1, 1.25, 2, 4_096]],
    ["gpt-4o-2024-08-06", "openai-chat", [2.5, 0.5, 1, 1, 1_024]],
    ["gpt-4o-mini", "openai-chat", [0.15, 0.5, 1, 1, 1_024]],
    ["gpt-5", "openai-responses", [1.25, 0.1, 1, 1, 1_024]],
    ["gpt-5.1-codex", "openai-responses", [1.25, 0.1, 1, 1, 1_024]],
    ["gpt-5.6-terra", "openai-responses", [2, 0.1, 1.25, 1.25, 1_024]],
    ["gpt-6.1-sol", "openai-responses", [2, 0.05, 1.25, 1.25, 1_024]],
    ["gemini-2.5-flash-lite", "gemini", [0.1, 0.1, 1, 1, 2_048]],
    ["gemini-3-pro-preview", "gemini", [2, 0.1, 1, 1, 4_096]],
  ] as const)("%s", (model, dialect, [input, read, write5m, write1h, minimum]) => {
    const rules = cacheRules(table, model, dialect);
    expect(rules.usd?.input).toBe(input);
    expect([rules.cacheRead, rules.cacheWrite5m, rules.cacheWrite1h]).toEqual([read, write5m, write1h]);
    expect(rules.minimumTokens).toBe(minimum);
    expect(rules.caching).toBe(dialect === "anthropic" ? "marks" : "automatic");
  });

  test("no model reads dearer than it is sent, or costs less when its prompt is long", () => {
    expect(table.models.length).toBeGreaterThan(40);
    for (const model of table.models) {
      expect(model.cacheRead).toBeLessThan(1);
      expect(model.cacheWrite5m).toBeGreaterThanOrEqual(1);
      expect(model.cacheWrite1h).toBeGreaterThanOrEqual(model.cacheWrite5m);
      expect(model.output).toBeGreaterThan(model.input);
      if (model.longPrompt) expect(model.longPrompt.input).toBeGreaterThan(model.input);
    }
    expect(new Set(table.models.map(({ model }) => model)).size).toBe(table.models.length);
  });
});

describe("a prices.yml of the user's", () => {
  test("need not be there", () => {
    expect(load()).toEqual(loadPrices());
    expect(warnings).toEqual([]);
  });

  test("says only what differs", () => {
    say(`
providers:
  anthropic:
    models:
      claude-opus-4-5: { input: 3.5 }
      House-Model: { input: 1, output: 2, ttl: 1h }
`);
    const table = load();
    expect(warnings).toEqual([]);
    expect(cacheRules(table, "claude-opus-4-5-20251101", "anthropic")).toMatchObject({
      minimumTokens: 4_096,
      usd: { input: 3.5, output: 25 },
    });
    expect(cacheRules(table, "house-model-2", "anthropic")).toMatchObject({
      ttl: 60 * MINUTE,
      cacheWrite5m: 1.25,
      usd: { input: 1, output: 2 },
    });
    expect(cacheRules(table, "claude-opus-4-6", "anthropic").usd?.input).toBe(5);
  });

  test("changes a provider's rules for every model that has none of its own", () => {
    say("providers: { anthropic: { ttl: 1h, cacheRead: 0.2 } }");
    const table = load();
    expect(cacheRules(table, "claude-opus-4-6", "anthropic")).toMatchObject({ ttl: 60 * MINUTE, cacheRead: 0.2 });
    expect(cacheRules(table, "claude-opus-5-5", "anthropic").cacheRead).toBe(0.05);
    expect(cacheRules(table, "unknown", "anthropic").cacheRead).toBe(0.2);
  });

  test("adds a provider, with its own date and source", () => {
    say(`
date: 2027-01-02
providers:
  house:
    { date: 2027-01-02, sources: [our contract], dialects: [openai-chat], caching: automatic, ttl: 90s,
      cacheRead: 0.3, cacheWrite5m: 1, cacheWrite1h: 1, minimumTokens: 0, models: { llama: { input: 0, output: 0 } } }
`);
    const table = load();
    expect(warnings).toEqual([]);
    expect(table.date).toBe("2027-01-02");
    expect(table.sources).toContain("our contract");
    expect(cacheRules(table, "other", "openai-chat").ttl).toBe(90_000);
    expect(cacheRules(table, "llama-4", "openai-chat").usd).toEqual({ input: 0, output: 0 });
    expect(cacheRules(table, "other", "openai-responses").ttl).toBe(10 * MINUTE);
  });

  test.each([
    ["no YAML", "providers: [", /flow collection|sequence|must end/i],
    ["nothing", "", /the file: /],
    ["a list", "- a\n- b", /the file: /],
    [
      "a price that is a text",
      "providers: { openai: { models: { gpt-5: { input: cheap } } } }",
      /models\.gpt-5\.input/,
    ],
    ["a misspelt field", "providers: { openai: { cachedRead: 0.2 } }", /providers\.openai: .*cachedRead/],
    ["a lifetime without a unit", "providers: { openai: { ttl: 300 } }", /providers\.openai\.ttl/],
    ["a negative multiple", "providers: { openai: { cacheRead: -1 } }", /cacheRead/],
    ["half a provider", "providers: { house: { models: { llama: { input: 1, output: 1 } } } }", /providers\.house\./],
    ["a model without a price", "providers: { openai: { models: { gpt-99: { input: 1 } } } }", /gpt-99\.output/],
    ["a dialect without rules", "providers: { gemini: { dialects: [] } }", /rules of gemini/],
  ])("%s is left out as a whole, with a warning that names file and place", (_, text, place) => {
    say(text);
    expect(load()).toEqual(loadPrices());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(join(home, "prices.yml"));
    expect(warnings[0]).toMatch(place);
    expect(warnings[0]).toMatch(/the bundled prices of \d{4}-\d\d-\d\d are used$/);
  });

  test("too long, or a folder, is left out as well", () => {
    say(`# ${"x".repeat(1_000_001)}\n`);
    expect(load()).toEqual(loadPrices());
    rmSync(join(home, "prices.yml"));
    expect(loadPrices({ home: "/dev/null", warn: (message) => warnings.push(message) })).toEqual(loadPrices());
    expect(warnings).toHaveLength(2);
  });
});
