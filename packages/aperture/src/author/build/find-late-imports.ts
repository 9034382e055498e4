import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { parseAst } from "rolldown/parseAst";
import type { BuildProblem } from "./build-problem.ts";

/** `import(name)` of a name that is only known at run time is left in the bundle as it stands: nothing could answer it there. */
export function findLateImports(code: string, folder: string, modules: readonly string[]): BuildProblem[] {
  if (!/\bimport\s*\(/.test(code) || !hasImportExpression(parseAst(code))) return [];
  const reason = "import(…) of a name that is made at run time; a plugin loads nothing when it runs";
  return modules.flatMap((module) => {
    const line = readFileSync(module, "utf8")
      .split("\n")
      .findIndex((text) => /\bimport\s*\(\s*[^"'`\s)]/.test(text));
    return line < 0 ? [] : [{ file: relative(folder, module), line: line + 1, reason }];
  });
}

function hasImportExpression(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  if (Array.isArray(node)) return node.some(hasImportExpression);
  if ("type" in node && node.type === "ImportExpression") return true;
  return Object.values(node).some(hasImportExpression);
}
