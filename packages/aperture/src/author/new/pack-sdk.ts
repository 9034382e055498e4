import { dirname, relative } from "node:path";
import { readVersion } from "../../config/version.ts";
import { sdkEntries } from "../build/sdk-entries.ts";
import { bundleSdk } from "./bundle-sdk.ts";
import { collectTypes } from "./collect-types.ts";
import { zodTypes } from "./zod-types.ts";

/** The part of the sdk that authors get, as a package that needs no other one. */
export interface PackedSdk {
  readonly version: string;
  /** By path in the package. */
  readonly files: ReadonlyMap<string, string>;
}

/** Made of this Aperture's own sources, so what an author writes against is what will run it. */
export async function packSdk(): Promise<PackedSdk> {
  const version = readVersion();
  const entries = Object.entries(sdkEntries()).map(([specifier, file]) => ({
    name: specifier.split("/").at(-1)!,
    file,
  }));
  const root = dirname(entries[0]!.file);
  const { files: types, packages } = collectTypes(
    root,
    entries.map(({ file }) => relative(root, file)),
  );
  const foreign = packages.filter((name) => name !== "zod");
  if (foreign.length > 0)
    throw new Error(`the sdk's plugin entry needs ${foreign.join(", ")}, which authors do not have`);
  const files = new Map<string, string>();
  for (const [path, text] of types) files.set(`types/${path}`, withOwnZod(path, text));
  if (packages.includes("zod")) for (const [path, text] of zodTypes()) files.set(`types/zod/${path}`, text);
  const scripts = await bundleSdk(Object.fromEntries(entries.map(({ name, file }) => [name, file])));
  for (const [path, text] of scripts) files.set(path, text);
  files.set("package.json", `${JSON.stringify(packageOf(version, entries), null, 2)}\n`);
  return { version, files };
}

const packageOf = (version: string, entries: readonly { readonly name: string }[]): object => ({
  name: "@aperture/sdk",
  version,
  description: "What plugins of Aperture are written with",
  license: "MIT",
  type: "module",
  exports: Object.fromEntries(
    entries.map(({ name }) => [`./${name}`, { types: `./types/${name}.d.ts`, default: `./${name}.js` }]),
  ),
});

/** The declarations beside it instead of a package of that name. */
function withOwnZod(path: string, text: string): string {
  const up = "../".repeat(path.split("/").length - 1) || "./";
  return text.replace(/from "zod"/g, `from "${up}zod/index.js"`);
}
