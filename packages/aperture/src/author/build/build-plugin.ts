import { existsSync } from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { type AuthorProject, readProject } from "../project/read-project.ts";
import { type BuildProblem, printProblem } from "./build-problem.ts";
import { bundleScript } from "./bundle-script.ts";
import { compileWasm } from "./compile-wasm.ts";
import type { Environment } from "./compilers.ts";
import { type Language, languages } from "./languages.ts";
import { writeWhole } from "./write-whole.ts";

export interface Built {
  readonly project: AuthorProject;
  /** `script`, `rust` …, or null: the entry was written by hand and stands as it is. */
  readonly language: Language["name"] | null;
  /** Absolute path of the entry. */
  readonly file: string;
  readonly bytes: number;
  /** Absolute paths of the files that went into it. */
  readonly modules: readonly string[];
}

/**
 * Makes a plugin's entry of its source. What was built before stays where this fails. Throws `plugin_build_failed` with every problem,
 * one to a line, and what `readProject` throws.
 */
export async function buildPlugin(folder: string, env: Environment = process.env): Promise<Built> {
  const project = readProject(folder);
  const { manifest } = project;
  const file = join(project.folder, manifest.entry);
  const found = languages.filter(({ source }) => existsSync(join(project.folder, source)));
  const language = found.find(({ runtimes }) => runtimes.includes(manifest.runtime));
  if (!language) return asItIs(project, file, found);

  const source = join(project.folder, language.source);
  if (source === file) return { project, language: null, file, bytes: project.entryBytes(), modules: [file] };
  if (language.name === "script") {
    const bundle = await bundleScript(project.folder, source);
    if ("code" in bundle) {
      writeWhole(file, bundle.code);
      return { project, language: "script", file, bytes: Buffer.byteLength(bundle.code), modules: bundle.modules };
    }
    throw failed(manifest.name, bundle);
  }
  const module = await compileWasm(project.folder, language, env);
  if (!(module instanceof Uint8Array)) throw failed(manifest.name, module);
  writeWhole(file, module);
  return { project, language: language.name, file, bytes: module.length, modules: [source] };
}

/** No source of this runtime: the entry itself has to be there. */
function asItIs(project: AuthorProject, file: string, found: readonly Language[]): Built {
  const { name, runtime, entry } = project.manifest;
  if (existsSync(file)) return { project, language: null, file, bytes: project.entryBytes(), modules: [file] };
  const [other] = found;
  const wanted = languages.filter(({ runtimes }) => runtimes.includes(runtime)).map(({ source }) => source);
  throw failed(name, [
    {
      file: "aperture.plugin.json",
      line: 0,
      reason: other
        ? `the runtime is ${runtime}, but ${other.source} is for ${other.runtimes.join(" or ")}`
        : `there is nothing to build: neither ${entry} nor ${wanted.join(" nor ")} is there`,
    },
  ]);
}

const failed = (plugin: string, problems: readonly BuildProblem[]): ApertureError =>
  new ApertureError("plugin_build_failed", { plugin, reason: problems.map(printProblem).join("\n") });
