import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuildProblem } from "./build-problem.ts";
import { compilers, type Language } from "./languages.ts";
import { runCompiler } from "./run-compiler.ts";

/** A module of another language, compiled by that language's own compiler. Returns what stands against it where it is none. */
export async function compileWasm(
  folder: string,
  { name, source }: Language,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Uint8Array | readonly BuildProblem[]> {
  if (name === "script") throw new RangeError("a script is bundled, not compiled");
  const { command, argv, missing } = compilers[name];
  const scratch = mkdtempSync(join(tmpdir(), "aperture-build-"));
  try {
    const out = join(scratch, "plugin.wasm");
    const run = await runCompiler(command, argv(source, out), folder, env);
    if (!run.found) return [{ file: source, line: 0, reason: missing }];
    if (isTargetMissing(run.said)) return [{ file: source, line: 0, reason: `${missing}\n${run.said.trim()}` }];
    return run.ok ? readFileSync(out) : [{ file: source, line: lineOf(run.said, source), reason: run.said.trim() }];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** rustc and clang are there, but not the half of them that makes WebAssembly. */
const isTargetMissing = (said: string): boolean =>
  /target may not be installed|unable to execute command: .*wasm-ld|invalid linker name|No available targets are compatible/.test(
    said,
  );

/** `src/lib.rs:3:5` (rustc, clang) or `assembly/index.ts(3,5)` (asc). */
function lineOf(said: string, source: string): number {
  const at = said.indexOf(source);
  return at < 0 ? 0 : Number(/^[:(](\d+)[:,]\d+/.exec(said.slice(at + source.length))?.[1] ?? 0);
}
