import { createRequire } from "node:module";
import { join } from "node:path";
import type { Language } from "./languages.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Compiler {
  /** Ways to start it, the first that is there and knows WebAssembly is taken. */
  readonly commands: (env: Environment) => readonly (readonly string[])[];
  /** What it is started with, one after the other, in the plugin's folder; `scratch` is a folder that is removed behind it. */
  readonly steps: (source: string, out: string, scratch: string) => readonly (readonly string[])[];
  /** What to do where it is not there. */
  readonly missing: string;
}

/** Where `aperture plugin new` puts the guest kit of a language. */
export const kits = {
  assemblyscript: "vendor/assemblyscript",
  rust: "vendor/aperture-plugin",
  c: "vendor/c",
} as const;

const rustFlags = [
  "--edition=2021",
  "--target=wasm32-unknown-unknown",
  "-Copt-level=s",
  "-Cpanic=abort",
  "-Cstrip=symbols",
];

/** The flags are those that docs/reference/plugin-abi.md tells authors who build by themselves. */
export const compilers: Readonly<Record<Exclude<Language["name"], "script">, Compiler>> = {
  assemblyscript: {
    commands: () => [["asc"], ...ownAsc()],
    // AssemblyScript's own abort is an import that no host gives; where CI is set it colours what nobody sees, whatever NO_COLOR says.
    steps: (source, out) => [
      [
        ...[source, "--outFile", out, "--optimize", "--noAssert", "--noColors"],
        ...["--use", `abort=${kits.assemblyscript}/index/onAbort`],
      ],
    ],
    missing: "the AssemblyScript compiler is not installed: `npm install --save-dev assemblyscript` in this folder",
  },
  rust: {
    commands: (env) => [...(env.RUSTC ? [[env.RUSTC]] : []), ["rustc"], ["/usr/bin/rustc"]],
    steps(source, out, scratch) {
      const library = join(scratch, "libaperture_plugin.rlib");
      const kit = `${kits.rust}/src/lib.rs`;
      return [
        [kit, ...rustFlags, "--crate-type=rlib", "--crate-name=aperture_plugin", "-o", library],
        [
          source,
          ...rustFlags,
          "--crate-type=cdylib",
          "-Clto=fat",
          ...["--extern", `aperture_plugin=${library}`],
          ...["-C", "link-arg=-zstack-size=65536"],
          ...["-o", out],
        ],
      ];
    },
    missing:
      "rustc for WebAssembly is not installed: rustup.rs, then `rustup target add wasm32-unknown-unknown` (Debian: rustc, libstd-rust-dev-wasm32 and lld)",
  },
  c: {
    commands: (env) => [...(env.CC ? [[env.CC]] : []), ["clang"]],
    steps: (source, out) => [
      [
        source,
        "--target=wasm32",
        "-O2",
        "-nostdlib",
        "-Wl,--no-entry",
        "-Wl,-z,stack-size=32768",
        "-Wl,--strip-all",
        ...["-I", kits.c],
        ...["-o", out],
      ],
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
