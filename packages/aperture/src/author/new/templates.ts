import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { kits } from "../build/compilers.ts";

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
    for (const [path, text] of filesBelow(folder)) files.set(path.replace(/(^|\/)gitignore$/, "$1.gitignore"), text);
  const kit = kitOf(name);
  if (kit) for (const [path, text] of filesBelow(kit.from)) files.set(`${kit.to}/${path}`, text);
  // A session of the demo, recorded with `aperture plugin record`.
  files.set("test/fixtures/session.json", readFileSync(root("__fixtures__/session.json"), "utf8"));
  return files;
}

/** The guest kit that plugins of this language are compiled with, and where it goes. */
function kitOf(name: TemplateName): { readonly from: string; readonly to: string } | null {
  if (name !== "assemblyscript" && name !== "rust") return null;
  const sdk = dirname(fileURLToPath(import.meta.resolve("@aperture/sdk/plugin")));
  return { from: join(sdk, "..", "abi", name), to: kits[name] };
}

function* filesBelow(folder: string): Generator<readonly [path: string, text: string]> {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    yield [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
  }
}
