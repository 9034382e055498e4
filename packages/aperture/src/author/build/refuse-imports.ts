import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { relative } from "node:path";
import type { Plugin } from "rolldown";
import type { BuildProblem } from "./build-problem.ts";
import { sdkEntries } from "./sdk-entries.ts";

/**
 * Everything a plugin imports must end up in its one file: the sandbox has no modules, no node and no network to load from.
 * What cannot is noted in `problems` with the line that asks for it, all of it, so that one build tells all.
 */
export function refuseImports(folder: string, problems: BuildProblem[]): Plugin {
  const entries = sdkEntries();
  const refuse = (specifier: string, importer: string, reason: string) => {
    problems.push({ file: relative(folder, importer), line: lineOf(specifier, importer), reason });
    return { id: specifier, external: true };
  };
  return {
    name: "aperture-imports",
    async resolveId(specifier, importer, options) {
      if (importer === undefined) return null;
      if (specifier === "@aperture/sdk/plugin") return { id: entries[specifier]! };
      const quoted = JSON.stringify(specifier);
      if (specifier.startsWith("@aperture/sdk"))
        return refuse(specifier, importer, `${quoted} is not for plugins; import "@aperture/sdk/plugin"`);
      if (isBuiltin(specifier))
        return refuse(specifier, importer, `${quoted} is part of Node; a plugin has only \`blocks\` and \`ctx\``);
      if (/^[a-z][a-z0-9+.-]+:/i.test(specifier))
        return refuse(specifier, importer, `${quoted} is an address; a plugin loads nothing when it runs`);
      const found = await this.resolve(specifier, importer, { ...options, skipSelf: true });
      if (found === null || found.external) return refuse(specifier, importer, `${quoted} cannot be found`);
      return found;
    },
  };
}

/** The first line that names the module; 0 where it cannot be read. */
function lineOf(specifier: string, importer: string): number {
  let source: string;
  try {
    source = readFileSync(importer, "utf8");
  } catch {
    return 0;
  }
  const quoted = ['"', "'", "`"].map((quote) => quote + specifier + quote);
  return source.split("\n").findIndex((line) => quoted.some((text) => line.includes(text))) + 1;
}
