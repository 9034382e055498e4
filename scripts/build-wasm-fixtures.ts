import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Builds the modules of tests/fixtures/plugins-wasm: the examples of packages/sdk/abi and the conformance guest, with the guest kits. Checked in beside them stands
// which compiler made them: the same one must make the same bytes.

const root = fileURLToPath(new URL("..", import.meta.url));
export const fixtures = join(root, "tests", "fixtures", "plugins-wasm");
const kits = join(root, "packages", "sdk", "abi");

export interface BuiltFixture {
  /** `trim-c` … */
  readonly name: string;
  /** `Debian clang version 14.0.6` … */
  readonly compiler: string;
  readonly bytes: Uint8Array;
}

export interface SkippedFixture {
  readonly name: string;
  readonly skipped: string;
}

/** Runs a program and gives what it said; throws with that where it fails. */
function run(command: string, argv: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, argv, { cwd: root, encoding: "utf8", timeout: 120_000 });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stderr}${stdout}`);
  return stdout;
}

const firstLine = (text: string) => text.split("\n", 1)[0]!.trim();

/** What is built with what, in a folder of its own. The flags are those that docs/reference/plugin-abi.md tells authors. */
const builds: readonly { readonly name: string; readonly build: (folder: string, out: string) => string }[] = [
  {
    name: "trim-assemblyscript",
    build(_folder, out) {
      const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
      const kit = "packages/sdk/abi/assemblyscript/index";
      run(process.execPath, [
        asc,
        "packages/sdk/abi/examples/trim.ts",
        "--optimize",
        "--noAssert",
        ...["--use", `abort=${kit}/onAbort`],
        ...["--outFile", out],
      ]);
      return `asc ${firstLine(run(process.execPath, [asc, "--version"])).replace(/^Version /, "")}`;
    },
  },
  { name: "trim-c", build: (_folder, out) => buildC(join(kits, "examples", "trim.c"), out) },
  { name: "conformance", build: (_folder, out) => buildC(join(fixtures, "conformance.c"), out) },
  {
    name: "trim-rust",
    build(folder, out) {
      const rustc = rustcForWasm();
      const common = [
        "--edition=2021",
        "--target=wasm32-unknown-unknown",
        "-Copt-level=s",
        "-Cpanic=abort",
        "-Cstrip=symbols",
        `--remap-path-prefix=${root}=`,
      ];
      const library = join(folder, "libaperture_plugin.rlib");
      const kit = join(kits, "rust", "src", "lib.rs");
      run(rustc, [...common, "--crate-type=rlib", "--crate-name=aperture_plugin", kit, "-o", library]);
      run(rustc, [
        ...common,
        "--crate-type=cdylib",
        "-Clto=fat",
        "--extern",
        `aperture_plugin=${library}`,
        ...["-C", "link-arg=-zstack-size=65536"],
        join(kits, "examples", "trim.rs"),
        ...["-o", out],
      ]);
      return firstLine(run(rustc, ["--version"]));
    },
  },
];

function buildC(source: string, out: string): string {
  run("clang", [
    "--target=wasm32",
    "-O2",
    "-nostdlib",
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wl,--no-entry",
    "-Wl,-z,stack-size=32768",
    "-Wl,--strip-all",
    ...["-I", join(kits, "c")],
    ...["-o", out],
    source,
  ]);
  return firstLine(run("clang", ["--version"]));
}

/** A rustc of rustup often has no WebAssembly; the one of Debian's packages stands in /usr/bin. */
function rustcForWasm(): string {
  const list = ["rustc", "/usr/bin/rustc"];
  for (const rustc of list) {
    const { status, stdout } = spawnSync(rustc, ["--print=target-libdir", "--target=wasm32-unknown-unknown"], {
      encoding: "utf8",
    });
    if (status === 0 && spawnSync("ls", [stdout.trim()]).status === 0) return rustc;
  }
  throw Object.assign(new Error("no rustc for wasm32-unknown-unknown"), { code: "ENOENT" });
}

/** Debian's packages, where a complete run is wanted and apt-get may be used. */
function installCompilers(): void {
  const argv = ["install", "-y", "clang", "lld", "rustc", "libstd-rust-dev-wasm32"];
  spawnSync("apt-get", argv, {
    stdio: "ignore",
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

function buildOne({ name, build }: (typeof builds)[number]): BuiltFixture | SkippedFixture {
  const folder = mkdtempSync(join(tmpdir(), "aperture-wasm-"));
  try {
    const out = join(folder, `${name}.wasm`);
    const compiler = build(folder, out);
    return { name, compiler, bytes: readFileSync(out) };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isMissing) throw error;
    return { name, skipped: error.message };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * All of them. Where a compiler is not installed that one says so; with `APERTURE_REQUIRE_ALL` it is installed, or the build fails.
 */
export function buildWasmFixtures(env: NodeJS.ProcessEnv = process.env): (BuiltFixture | SkippedFixture)[] {
  const requireAll = Boolean(env.APERTURE_REQUIRE_ALL);
  let isInstalled = false;
  return builds.map((one) => {
    const first = buildOne(one);
    if (!requireAll || "bytes" in first) return first;
    if (!isInstalled) installCompilers();
    isInstalled = true;
    const second = buildOne(one);
    if ("skipped" in second) throw new Error(`${one.name} is required: ${second.skipped}`);
    return second;
  });
}

/** By fixture. */
export const compilersOfFixtures = (): Record<string, string> =>
  JSON.parse(readFileSync(join(fixtures, "compilers.json"), "utf8")) as Record<string, string>;

if (import.meta.main) {
  const compilers = compilersOfFixtures();
  for (const one of buildWasmFixtures()) {
    if ("skipped" in one) {
      console.log(`skipped: ${one.name}: ${one.skipped}`);
      continue;
    }
    writeFileSync(join(fixtures, `${one.name}.wasm`), one.bytes);
    compilers[one.name] = one.compiler;
    console.log(`${one.name}: ${one.bytes.length} bytes, ${one.compiler}`);
  }
  writeFileSync(join(fixtures, "compilers.json"), `${JSON.stringify(compilers, null, 2)}\n`);
}
