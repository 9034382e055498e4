import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { runCompiler } from "./run-compiler.ts";

const run = (command: string, ...argv: string[]) => runCompiler(command, argv, tmpdir(), process.env);

test("what a compiler said, on both streams, and how it ended", async () => {
  const script = "console.log('out'); console.error('err'); process.exitCode = Number(process.argv[1])";
  const fine = await run(process.execPath, "-e", script, "0");
  expect(fine).toMatchObject({ found: true, ok: true });
  expect(fine.said).toContain("out\n");
  expect(fine.said).toContain("err\n");
  expect(await run(process.execPath, "-e", script, "1")).toMatchObject({ found: true, ok: false });
});

test("one that is not there is not found, and holds nobody up", async () => {
  expect(await run("no-such-compiler")).toMatchObject({ found: false, ok: false });
  const module = JSON.stringify(new URL("./run-compiler.ts", import.meta.url).href);
  const script = `const { runCompiler } = await import(${module}); await runCompiler("no-such-compiler", [], ".", process.env)`;
  // In a process of its own: it ends when nothing is left to wait for.
  const { status, signal } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 20_000 });
  expect({ status, signal }).toEqual({ status: 0, signal: null });
});
