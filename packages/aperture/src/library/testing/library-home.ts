import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createLibrary, type LibraryOptions } from "../create-library.ts";

/** Folders of its own for one test: a home, what ships, a project; and the library over them. */
export function libraryHome(options: Partial<LibraryOptions> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "aperture-library-")));
  const home = join(folder, "home");
  const starter = join(folder, "starter");
  const project = join(folder, "project");
  for (const each of [home, starter, project]) mkdirSync(each);
  const warnings: string[] = [];
  const write = (path: string, text: string | Uint8Array): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const open = () =>
    createLibrary({
      home,
      starter,
      projects: () => [project],
      plugins: () => ["timer"],
      now: () => 0,
      log: { warn: (message) => void warnings.push(message) },
      ...options,
    });
  return {
    folder,
    home,
    starter,
    project,
    warnings,
    /** Below `folder`: `home/library/rules/x.yml`, `starter/presets/x.yml`, `project/.aperture.yml`. */
    write,
    open,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const ruleText = (name: string, more = ""): string =>
  `kind: rule\nname: ${name}\nwhen:\n  select: role:tool_result\naction:\n  do: remove\n${more}`;
export const presetText = (name: string, more = ""): string => `kind: preset\nname: ${name}\n${more}`;
export const templateText = (name: string, more = ""): string => `kind: template\nname: ${name}\n${more}`;
