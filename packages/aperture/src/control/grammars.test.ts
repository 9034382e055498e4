import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { languageNames } from "@aperture/engine/compression/summarize/language-of";
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

describe("createGrammars", () => {
  test("nothing is there before it was asked for", async () => {
    const all = grammars();
    expect(all.loaded()).toEqual([]);
    expect(all.skeleton(code, "a.ts", [])).toBeNull();
    await all.ready("a.ts");
    expect(all.loaded()).toEqual(["typescript"]);
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
    expect(all.skeleton("def a():\n  pass\n", "a.py", [])).toBeNull();
  });

  test("a part of a file, with texts to keep", async () => {
    const all = grammars();
    await all.ready("a.ts");
    expect(all.skeleton(code, "a.ts", ["return x"], 40)).toBe(
      "L40-42 export function a(x: number) …\nL41:\n  return x;",
    );
  });

  test("files without a grammar are ready at once, and start nothing", async () => {
    const all = grammars();
    await all.ready("notes.md");
    await all.ready("");
    expect(all.loaded()).toEqual([]);
  });

  test("two that need the same grammar wait for the same", async () => {
    const all = grammars();
    await Promise.all([all.ready("a.go"), all.ready("b.go"), all.ready("c.py")]);
    expect([...all.loaded()].sort()).toEqual(["go", "python"]);
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
    await all.ready("a.go");
    expect(all.loaded()).toEqual([]);
    writeFileSync(join(folder, "tree-sitter-go.wasm"), "no grammar");
    await all.ready("a.go");
    expect(all.loaded()).toEqual([]);
    const packaged = dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm/package.json"));
    copyFileSync(join(packaged, "wasm/tree-sitter-go.wasm"), join(folder, "tree-sitter-go.wasm"));
    await all.ready("a.go");
    expect(all.skeleton("func A() {\n}\n", "a.go", [])).toBe("L1-2 func A() …");
  });

  test("code that takes too long costs its deadline once; the thread comes back with its grammars", async () => {
    const all = grammars({ deadline: 200 });
    await Promise.all([all.ready("a.sh"), all.ready("a.ts")]);
    // The first outline may find a slow machine still compiling; what counts is that it answers.
    await until(() => all.loaded().length === 2 && all.skeleton(code, "warm.ts", []) === outline);
    const start = performance.now();
    expect(all.skeleton(ambiguous, "a.sh", [])).toBeNull();
    const first = performance.now() - start;
    console.log(`hostile code: no answer after ${Math.round(first)} ms`);
    expect(first).toBeLessThan(5_000);
    await until(() => all.loaded().length === 2);
    const again = performance.now();
    expect(all.skeleton(ambiguous, "a.sh", [])).toBeNull();
    expect(performance.now() - again).toBeLessThan(150);
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
  });

  test("code that makes the parser trap costs its outline alone", async () => {
    const all = grammars({ deadline: 20_000 });
    await Promise.all([all.ready("a.cpp"), all.ready("a.ts")]);
    expect(all.skeleton("(a)(b)*".repeat(18_000), "a.cpp", [])).toBeNull();
    await until(() => all.loaded().length === 2 && all.skeleton(code, "a.ts", []) === outline);
  });

  test("closed, it gives no outline, and can be used again", async () => {
    const all = grammars();
    await all.ready("a.ts");
    await all.close();
    await all.close();
    expect(all.skeleton(code, "a.ts", [])).toBeNull();
    await all.ready("a.ts");
    expect(all.skeleton(code, "a.ts", [])).toBe(outline);
  });
});
