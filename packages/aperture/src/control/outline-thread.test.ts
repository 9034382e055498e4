import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { startOutlineThread } from "./outline-thread.ts";

const folder = join(dirname(createRequire(import.meta.url).resolve("@vscode/tree-sitter-wasm/package.json")), "wasm");
const question = (code: string) => ({ code, path: code === hostile ? "a.sh" : "a.go", keep: [], firstLine: 1 });
/** Keeps the grammar busy for seconds where nobody ends it. */
const hostile = "||||||||||||||\n".repeat(8_000);
const never = (): never => {
  throw new Error("was not to be lost");
};

test("answers in the order of the questions, large texts too", async () => {
  const thread = startOutlineThread({ folder, deadline: 10_000, lost: never });
  await thread.load("go");
  for (let count = 1; count < 2_000; count *= 3) {
    const code = Array.from({ length: count }, (_, index) => `func F${index}() {\n\treturn\n}`).join("\n");
    const lines = (await thread.outline(question(code)))!.split("\n");
    expect(lines).toHaveLength(count);
    expect(lines.at(-1)).toBe(`L${count * 3 - 2}-${count * 3} func F${count - 1}() …`);
  }
  await thread.close();
});

test("a missed deadline is told once, and nothing comes after it", async () => {
  let lost = 0;
  const thread = startOutlineThread({ folder, deadline: 50, lost: () => lost++ });
  await thread.load("bash");
  expect(await thread.outline(question(hostile))).toBeUndefined();
  expect(await thread.outline(question("func A() {\n}\n"))).toBeUndefined();
  await expect(thread.load("python")).rejects.toThrow("ended");
  await thread.close();
  expect(lost).toBe(1);
});

test("whoever waits for a grammar hears when the thread is closed; that is no loss", async () => {
  const thread = startOutlineThread({ folder, deadline: 1_000, lost: never });
  const waiting = expect(thread.load("go")).rejects.toThrow("ended");
  await thread.close();
  await waiting;
});

test("this thread goes on while an outline is made, and hears when the thread is closed meanwhile", async () => {
  const thread = startOutlineThread({ folder, deadline: 60_000, lost: never });
  await thread.load("bash");
  let turns = 0;
  const waiting = expect(thread.outline(question(hostile))).rejects.toThrow("ended");
  for (; turns < 50; turns++) await new Promise(setImmediate);
  expect(turns).toBe(50);
  await thread.close();
  await waiting;
});

test("an answer that waits behind a busy loop is no missed deadline", async () => {
  const thread = startOutlineThread({ folder, deadline: 150, lost: never });
  await thread.load("go");
  const asked = thread.outline(question("func A() {\n}\n"));
  // Nothing of this thread runs until long behind the deadline.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  expect(await asked).toBe("L1-2 func A() …");
  await thread.close();
});

test("a grammar that is not there says why", async () => {
  const thread = startOutlineThread({ folder: "/nowhere", deadline: 1_000, lost: never });
  await expect(thread.load("go")).rejects.toThrow("ENOENT");
  await thread.close();
});

test("the thread does not keep a process alive, waiting for a grammar does", () => {
  const script = `
    const { startOutlineThread } = await import(${JSON.stringify(join(import.meta.dirname, "outline-thread.ts"))});
    const thread = startOutlineThread({ folder: ${JSON.stringify(folder)}, deadline: 5000, lost() {} });
    await thread.load("go");
    console.log(await thread.outline({ code: "func A() {\\n}\\n", path: "a.go", keep: [], firstLine: 1 }));`;
  const home = mkdtempSync(join(tmpdir(), "aperture-outlines-"));
  try {
    writeFileSync(join(home, "main.mjs"), script);
    const printed = execFileSync(process.execPath, [join(home, "main.mjs")], { timeout: 30_000, encoding: "utf8" });
    expect(printed.trim()).toBe("L1-2 func A() …");
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
