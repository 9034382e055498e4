import type { PluginManifest } from "@aperture/sdk";

/** What a plugin's source is written in, told by the file that is there. */
export interface Language {
  readonly name: "script" | "assemblyscript" | "rust" | "c";
  /** Path in the plugin's folder, with forward slashes. */
  readonly source: string;
  readonly runtimes: readonly PluginManifest["runtime"][];
}

export const languages: readonly Language[] = [
  { name: "script", source: "src/index.ts", runtimes: ["js", "native"] },
  { name: "script", source: "src/index.js", runtimes: ["js", "native"] },
  { name: "assemblyscript", source: "assembly/index.ts", runtimes: ["wasm"] },
  { name: "rust", source: "src/lib.rs", runtimes: ["wasm"] },
  { name: "c", source: "src/plugin.c", runtimes: ["wasm"] },
];
