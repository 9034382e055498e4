import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuildProblem } from "./build-problem.ts";
import { compilers, type Environment } from "./compilers.ts";
import type { Language } from "./languages.ts";
import { type CompilerRun, runCompiler } from "./run-compiler.ts";

/** A module of another language, compiled by that language's own compiler. Returns what stands against it where it is none. */
export async function compileWasm(
  folder: string,
  { name, source }: Language,
  env: Environment,
): Promise<Uint8Array | readonly BuildProblem[]> {
  if (name === "script") throw new RangeError("a script is bundled, not compiled");
  const { commands, steps, missing } = compilers[name];
  const scratch = mkdtempSync(join(tmpdir(), "aperture-build-"));
  let said = "";
  try {
    const out = join(scratch, "plugin.wasm");
    for (const [command = "", ...first] of commands(env)) {
      const run = await runAll(
        steps(source, out, scratch).map((argv) => [...first, ...argv]),
        command,
        folder,
        env,
      );
      if (run.ok) return readFileSync(out);
      if (run.found && !isTargetMissing(run.said))
        return [{ file: source, line: lineOf(run.said, source), reason: run.said.trim() }];
      if (run.found) said = run.said.trim();
    }
    return [{ file: source, line: 0, reason: [missing, said].filter(Boolean).join("\n") }];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** One after the other, up to the first that fails. */
async function runAll(
  steps: readonly (readonly string[])[],
  command: string,
  folder: string,
  env: Environment,
): Promise<CompilerRun> {
  let run: CompilerRun = { found: false, ok: false, said: "" };
  for (const argv of steps) {
    run = await runCompiler(command, argv, folder, env);
    if (!run.ok) return run;
  }
  return run;
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
