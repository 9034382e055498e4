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

export interface Compiler {
  readonly command: string;
  readonly argv: (source: string, out: string) => readonly string[];
  /** What to do where it is not there. */
  readonly missing: string;
}

/** No standard library beyond the language's core is needed, and no import but the ABI's: docs/reference/plugin-abi.md. */
export const compilers: Readonly<Record<Exclude<Language["name"], "script">, Compiler>> = {
  assemblyscript: {
    command: "asc",
    argv: (source, out) => [source, "--outFile", out, "--optimize", "--runtime", "stub", "--use", "abort="],
    missing: "the AssemblyScript compiler is not installed: `npm install --save-dev assemblyscript` in this folder",
  },
  rust: {
    command: "rustc",
    argv: (source, out) => [
      source,
      "--edition=2021",
      "--crate-type=cdylib",
      "--target=wasm32-unknown-unknown",
      "-O",
      "-Cpanic=abort",
      "-Cstrip=symbols",
      "-o",
      out,
    ],
    missing:
      "rustc for WebAssembly is not installed: rustup.rs, then `rustup target add wasm32-unknown-unknown` (Debian: rustc, libstd-rust-dev-wasm32 and lld)",
  },
  c: {
    command: "clang",
    argv: (source, out) => [
      source,
      "--target=wasm32",
      "-O2",
      "-nostdlib",
      "-ffreestanding",
      "-Wl,--no-entry",
      "-Wl,--strip-all",
      "-o",
      out,
    ],
    missing: "clang for WebAssembly is not installed (Debian: clang and lld)",
  },
};
