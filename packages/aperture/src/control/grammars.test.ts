import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { languageNames } from "@aperture/engine/compression/summarize/language-of";
import type { OutlineQuestion } from "@aperture/engine/compression/summarize/outline-questions";
import { afterEach, describe, expect, test } from "vitest";
import { createGrammars, type Grammars, type GrammarsOptions } from "./grammars.ts";

const open: Grammars[] = [];
const folders: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function grammars(options?: GrammarsOptions): Grammars {
  const created = createGrammars(options);
  open.push(created);
  return created;
}

const code = "export function a(x: number) {\n  return x;\n}\n";
const outline = "L1-3 export function a(x: number) …";
/** Keeps the C++ grammar busy for seconds and gigabytes where nobody ends it. */
const ambiguous = "||||||||||||||\n".repeat(8_000);

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 1_000) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const ask = (text: string, path: string, more: Partial<OutlineQuestion> = {}): OutlineQuestion => ({
  code: text,
  path,
  keep: [],
  firstLine: 1,
  ...more,
});

describe("createGrammars", () => {
  test("a look-up that finds nothing returns at once, and the next one finds it", async () => {
    const all = grammars();
    expect(all.skeleton(code, "a.ts", [])).toBeNull();
    // Nothing was started yet that could have been waited for.
    expect(all.loaded()).toEqual([]);
    await until(() => all.skeleton(code, "a.ts", []) !== null);
    expect(all.skeleton(code, "b/other.ts", [])).toBe(outline);
    expect(all.loaded()).toEqual(["typescript"]);
  });

  test("what was made ahead is looked up, and only that", async () => {
    const all = grammars();
    await all.prepare(ask(code, "a.ts"));
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
    expect(all.skeleton(code, "a.ts", [], 2)).toBeNull();
    expect(all.skeleton(code, "a.ts", ["return x"])).toBeNull();
    expect(all.skeleton(`${code}\n`, "a.ts", [])).toBeNull();
    expect(all.skeleton(code, "a.js", [])).toBeNull();
  });

  test("nobody waits for the parser: a thousand hostile look-ups, and the loop goes on", async () => {
    const all = grammars({ deadline: 50 });
    let turns = 0;
    for (let n = 0; n < 1_000; n++) expect(all.skeleton(`${ambiguous}# ${n}\n`, "a.sh", [])).toBeNull();
    for (; turns < 20; turns++) await new Promise(setImmediate);
    expect(turns).toBe(20);
  });

  test("a part of a file, with texts to keep", async () => {
    const all = grammars();
    await all.prepare(ask(code, "a.ts", { keep: ["return x"], firstLine: 40 }));
    expect(all.skeleton(code, "a.ts", ["return x"], 40)).toBe(
      "L40-42 export function a(x: number) …\nL41:\n  return x;",
    );
  });

  test("files without a grammar, and those too large, are done at once and start nothing", async () => {
    const all = grammars();
    await all.prepare(ask("text", "notes.md"));
    await all.prepare(ask("text", ""));
    await all.prepare(ask(" ".repeat(128_001), "a.ts"));
    expect(all.loaded()).toEqual([]);
  });

  test("two that need the same wait for the same", async () => {
    const all = grammars();
    expect(all.prepare(ask(code, "a.ts"))).toBe(all.prepare(ask(code, "a.ts")));
    await Promise.all([all.prepare(ask("func A() {\n}\n", "a.go")), all.prepare(ask("def a():\n  pass\n", "c.py"))]);
    expect([...all.loaded()].sort()).toEqual(["go", "python", "typescript"]);
  });

  test("every grammar that is installed loads", async () => {
    const all = grammars();
    await all.all();
    expect([...all.loaded()].sort()).toEqual([...languageNames].sort());
  });

  test("a grammar that cannot be read is tried again by the next who needs it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aperture-grammars-"));
    folders.push(folder);
    const all = grammars({ folder });
    const go = ask("func A() {\n}\n", "a.go");
    await all.prepare(go);
    expect(all.loaded()).toEqual([]);
    writeFileSync(join(folder, "tree-sitter-go.wasm"), "no grammar");
    await all.prepare(go);
    expect(all.loaded()).toEqual([]);
    const packaged = dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm/package.json"));
    copyFileSync(join(packaged, "wasm/tree-sitter-go.wasm"), join(folder, "tree-sitter-go.wasm"));
    await all.prepare(go);
    expect(all.skeleton(go.code, "a.go", [])).toBe("L1-2 func A() …");
  });

  test("code that takes too long costs its deadline once; the next outline starts another thread", async () => {
    const all = grammars({ deadline: 200 });
    await all.prepare(ask(ambiguous, "a.sh"));
    expect(all.loaded()).toEqual([]);
    expect(all.skeleton(ambiguous, "a.sh", [])).toBeNull();
    // It is known: no thread is started for it.
    await all.prepare(ask(ambiguous, "a.sh"));
    expect(all.loaded()).toEqual([]);
    // A slow machine may need longer for the first outline of a thread: another text then.
    const texts = Array.from({ length: 20 }, (_, n) => code + "\n".repeat(n));
    for (const text of texts) await all.prepare(ask(text, "a.ts"));
    expect(texts.map((text) => all.skeleton(text, "a.ts", []))).toContain(outline);
  });

  test("code that makes the parser trap costs its outline alone", async () => {
    const all = grammars({ deadline: 20_000 });
    const trap = ask("(a)(b)*".repeat(18_000), "a.cpp");
    await Promise.all([all.prepare(trap), all.prepare(ask(code, "a.ts"))]);
    expect(all.skeleton(trap.code, trap.path, [])).toBeNull();
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
  });

  test("closed, it gives no outline, asks nothing that waited, and can be used again", async () => {
    const all = grammars();
    await all.prepare(ask(code, "a.ts"));
    const waiting = [all.prepare(ask(ambiguous, "a.sh")), all.prepare(ask(`${code}\n`, "a.ts"))];
    await all.close();
    await all.close();
    await Promise.all(waiting);
    expect(all.loaded()).toEqual([]);
    expect(all.skeleton(`${code}\n\n`, "notes.md", [])).toBeNull();
    await all.prepare(ask(code, "a.ts"));
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
  });
});
