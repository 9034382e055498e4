import { createRequire } from "node:module";
import type { Language } from "./languages.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Compiler {
  /** Ways to start it, the first that is there and knows WebAssembly is taken. */
  readonly commands: (env: Environment) => readonly (readonly string[])[];
  readonly argv: (source: string, out: string) => readonly string[];
  /** What to do where it is not there. */
  readonly missing: string;
}

/** No standard library beyond the language's core is needed, and no import but the ABI's: docs/reference/plugin-abi.md. */
export const compilers: Readonly<Record<Exclude<Language["name"], "script">, Compiler>> = {
  assemblyscript: {
    commands: () => [["asc"], ...ownAsc()],
    argv: (source, out) => [source, "--outFile", out, "--optimize", "--runtime", "stub", "--use", "abort="],
    missing: "the AssemblyScript compiler is not installed: `npm install --save-dev assemblyscript` in this folder",
  },
  rust: {
    commands: (env) => [...(env.RUSTC ? [[env.RUSTC]] : []), ["rustc"], ["/usr/bin/rustc"]],
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
    commands: (env) => [...(env.CC ? [[env.CC]] : []), ["clang"]],
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

/** The compiler that Aperture itself was installed with, where it was: a development dependency. */
function ownAsc(): string[][] {
  try {
    return [[process.execPath, createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js")]];
  } catch {
    return [];
  }
}
