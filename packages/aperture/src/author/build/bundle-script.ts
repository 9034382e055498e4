import { isAbsolute, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { rolldown } from "rolldown";
import type { BuildProblem } from "./build-problem.ts";
import { findLateImports } from "./find-late-imports.ts";
import { refuseImports } from "./refuse-imports.ts";

export interface Bundle {
  readonly code: string;
  /** Absolute paths of the author's files in it: what `plugin dev` watches beside the folder. */
  readonly modules: readonly string[];
}

/** What QuickJS understands: newer syntax is rewritten to it. */
const target = "es2023";

/** TypeScript or JavaScript as one ES module that imports nothing. Returns what stands against it where it cannot be one. */
export async function bundleScript(folder: string, source: string): Promise<Bundle | readonly BuildProblem[]> {
  const problems: BuildProblem[] = [];
  const build = await rolldown({
    input: source,
    cwd: folder,
    platform: "neutral",
    // No configuration of the folder is read or run; a tsconfig says nothing that a bundle needs.
    tsconfig: false,
    logLevel: "silent",
    // Packages of the author's own node_modules, by the fields that ES modules are found under.
    resolve: { conditionNames: ["import", "default"], mainFields: ["module", "main"] },
    transform: { target },
    plugins: [refuseImports(folder, problems)],
  });
  try {
    const { output } = await build.generate({ format: "es", codeSplitting: false, comments: { legal: true } });
    const [chunk] = output;
    if (problems.length > 0) return sorted(problems);
    const modules = Object.keys(chunk.modules).filter((path) => !path.startsWith("\0"));
    const late = findLateImports(chunk.code, folder, modules);
    if (late.length > 0) return late;
    if (!chunk.exports.includes("default"))
      return [{ file: relative(folder, source), line: 0, reason: "it has no default export; export definePlugin(…)" }];
    return { code: chunk.code, modules };
  } catch (error) {
    return problems.length > 0 ? sorted(problems) : syntaxProblems(error, folder, source);
  } finally {
    await build.close();
  }
}

/** Modules are resolved in parallel: problems are told in the order of the source. */
const sorted = (problems: readonly BuildProblem[]): BuildProblem[] =>
  problems.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));

interface BundlerError {
  readonly message: string;
  readonly id?: string;
  readonly loc?: { readonly file?: string; readonly line: number };
}

/** rolldown throws one error that lists others; each has a drawing of the source in its message, of which the first line is the sentence. */
function syntaxProblems(error: unknown, folder: string, source: string): BuildProblem[] {
  const list = (error as { errors?: readonly BundlerError[] }).errors ?? [error as BundlerError];
  return list.map(({ message, id, loc }) => {
    const plain = stripVTControlCharacters(message);
    const place = /\[\s*(?<file>[^\]\n]+?):(?<line>\d+):\d+\s*\]/.exec(plain)?.groups;
    const file = loc?.file ?? id ?? place?.file ?? source;
    const [said = ""] = plain.split("\n").filter((line) => line.trim() !== "");
    return {
      file: isAbsolute(file) ? relative(folder, file) : file,
      line: loc?.line ?? Number(place?.line ?? 0),
      reason: said.replace(/^\[[A-Z_]+\]\s*/, ""),
    };
  });
}
