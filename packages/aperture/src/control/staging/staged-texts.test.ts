import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StagedSource } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LateItems } from "./late-items.ts";
import { estimateTokens, StagedTexts } from "./staged-texts.ts";
import { type KeptItem, keptItem } from "./stored-item.ts";

let root: string;
let project: string;
let now: number;
let texts: StagedTexts;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "aperture-texts-")));
  project = join(root, "project");
  mkdirSync(project);
  writeFileSync(join(project, "a.md"), "Use tabs.");
  now = 10_000;
  texts = new StagedTexts(() => now);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const item = (source: StagedSource, given: Partial<KeptItem> & { n?: number; tokenCap?: number } = {}): KeptItem => ({
  session: null,
  enabled: true,
  createdAt: 0,
  output: null,
  mayLeave: false,
  facts: {
    n: given.n ?? 1,
    name: "item",
    source,
    zone: "recency",
    position: null,
    condition: { kind: "always" },
    priority: 0,
    tokenCap: given.tokenCap ?? 4_000,
  },
  ...given,
});
const file = (path: string, given = {}) => item({ kind: "file", path }, given);

describe("what an item says", () => {
  test("a text and what a command said are there at once", () => {
    expect(texts.get(item({ kind: "text", text: "words" }), null)?.text).toMatch(/\nwords$/);
    const command = item({ kind: "command", command: "x" }, { n: 2, output: "said" });
    expect(texts.get(command, project)?.text).toMatch(/\nsaid$/);
  });

  test("a file is unknown until it was read, per project", async () => {
    expect(texts.get(file("a.md"), project)).toBeUndefined();
    await texts.refresh(file("a.md"), project);
    expect(texts.get(file("a.md"), project)).toMatchObject({
      trouble: null,
      text: expect.stringMatching(/Use tabs\.$/),
    });
    expect(texts.get(file("a.md"), root)).toBeUndefined();
    await texts.refresh(file("a.md"), root);
    expect(texts.get(file("a.md"), root)).toMatchObject({ text: null, tokens: null, trouble: "there is no such file" });
  });

  test("is cut at its cap, counted as a token for three characters", async () => {
    writeFileSync(join(project, "a.md"), "a line of words\n".repeat(500));
    await texts.refresh(file("a.md", { tokenCap: 100 }), project);
    const { text, tokens } = texts.get(file("a.md"), project)!;
    expect(text).toMatch(/\[cut at 100 tokens: \d+ of 501 lines are left out\]$/);
    expect(tokens).toBe(estimateTokens(text!));
    expect(tokens).toBeLessThanOrEqual(100);
  });

  test.each([
    ["an empty file", "", "it is empty"],
    ["a file of blanks", " \n\n", "it is empty"],
  ])("%s is no text", async (_, content, trouble) => {
    writeFileSync(join(project, "a.md"), content);
    await texts.refresh(file("a.md"), project);
    expect(texts.get(file("a.md"), project)).toMatchObject({ text: null, trouble });
  });

  test("a pattern without a project says so, and nothing rejects", async () => {
    const glob = item({ kind: "glob", pattern: "*.md" });
    await texts.refresh(glob, null);
    expect(texts.get(glob, null)?.trouble).toMatch(/no project/);
  });

  test("asked by many at once it is read once, and not again within a second", async () => {
    const [first, second] = [texts.refresh(file("a.md"), project), texts.refresh(file("a.md"), project)];
    expect(second).toBe(first);
    await first;
    rmSync(join(project, "a.md"));
    now += 999;
    await texts.refresh(file("a.md"), project);
    expect(texts.get(file("a.md"), project)?.text).toMatch(/Use tabs/);
    now += 1;
    await texts.refresh(file("a.md"), project);
    expect(texts.get(file("a.md"), project)?.text).toBeNull();
  });

  test("while it is read again the last text stands", async () => {
    await texts.refresh(file("a.md"), project);
    now += 1_000;
    const running = texts.refresh(file("a.md"), project);
    expect(texts.get(file("a.md"), project)?.text).toMatch(/Use tabs/);
    await running;
  });

  test("a removed item's texts go, others stay", async () => {
    await texts.refresh(file("a.md", { n: 1 }), project);
    await texts.refresh(file("a.md", { n: 11 }), project);
    texts.forget(1);
    expect(texts.get(file("a.md", { n: 1 }), project)).toBeUndefined();
    expect(texts.get(file("a.md", { n: 11 }), project)).toBeDefined();
  });

  test("a folder that becomes a link while a file in it is read never lets a text from outside in", async () => {
    mkdirSync(join(root, "outside"));
    writeFileSync(join(root, "outside/a.md"), "root's own");
    const folder = join(project, "docs");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.md"), "Use tabs.");
    const rounds = process.env.APERTURE_DEEP === "1" ? 2_000 : 200;
    let read = 0;
    for (let round = 0; round < rounds; round++) {
      now += 1_000;
      const running = texts.refresh(file("docs/a.md"), project);
      // At another point of the reading in each round.
      for (let turns = round % 9; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      renameSync(folder, `${folder}.away`);
      symlinkSync(join(root, "outside"), folder);
      if (round % 2 === 0) await running;
      unlinkSync(folder);
      renameSync(`${folder}.away`, folder);
      await running;
      const known = texts.get(file("docs/a.md"), project);
      expect(known?.text ?? "").not.toContain("root's own");
      if (known?.text) read++;
    }
    // Otherwise nothing was tried.
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(rounds);
  });
});

describe("what is stored", () => {
  const { output, mayLeave, facts } = file("a.md");
  const { n: _n, name: _name, ...kept } = facts;
  const record = { n: 7, session: null, name: "a", createdAt: 5, enabled: true };

  test("is read back as it was", () => {
    expect(keptItem({ ...record, item: { ...kept, output, mayLeave, reason: null } })).toEqual({
      session: null,
      enabled: true,
      createdAt: 5,
      output,
      mayLeave,
      facts: { ...facts, n: 7, name: "a" },
    });
  });

  test("of another form it is left alone", () => {
    expect(keptItem({ ...record, item: { source: { kind: "dream" } } })).toBeNull();
  });
});

test("late items are remembered per lane, the newest thousand", () => {
  const late = new LateItems();
  late.add(1, 2);
  expect([late.has(1, 2), late.has(2, 1), late.has(12, 0)]).toEqual([true, false, false]);
  for (let lane = 10; lane < 1_010; lane++) late.add(lane, 1);
  expect(late.has(1, 2)).toBe(false);
  expect(late.has(1_009, 1)).toBe(true);
});
