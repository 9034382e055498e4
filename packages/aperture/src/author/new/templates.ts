import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What `aperture plugin new` can begin with, and what to say of it. */
export const templates = {
  js: "a stage in TypeScript, in a sandbox of its own",
  assemblyscript: "a stage in AssemblyScript: WebAssembly",
  rust: "a stage in Rust: WebAssembly",
  exporter: "tells figures to the outside: events, schedule, storage, an address of its own",
  panel: "a panel on the page, with a button",
} as const;

export type TemplateName = keyof typeof templates;

const root = (name: string): string => fileURLToPath(new URL(`../../../templates/${name}`, import.meta.url));

/** A template's files by path, `shared` ones first; `gitignore` stands for `.gitignore`, which packages cannot hold. */
export function readTemplate(name: TemplateName): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const language = name === "assemblyscript" || name === "rust" ? ["shared"] : ["shared", "shared-script"];
  for (const folder of [...language, name].map(root))
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const place = path.slice(folder.length + 1).replaceAll("\\", "/");
      files.set(place.replace(/(^|\/)gitignore$/, "$1.gitignore"), readFileSync(path, "utf8"));
    }
  // A session of the demo, recorded with `aperture plugin record`.
  files.set("test/fixtures/session.json", readFileSync(root("__fixtures__/session.json"), "utf8"));
  return files;
}
