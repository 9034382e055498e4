const names = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "bun.lock",
  "cargo.lock",
  "go.sum",
  "poetry.lock",
  "uv.lock",
  "pipfile.lock",
  "composer.lock",
  "gemfile.lock",
  "flake.lock",
  "pubspec.lock",
  "mix.lock",
  "packages.lock.json",
  "gradle.lockfile",
]);
const endings = [".min.js", ".min.css", ".map", ".pb.go", "_pb2.py", ".g.dart", ".snap"];

/** True for lock files and other files that a program wrote. */
export function generatedFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return names.has(name) || endings.some((ending) => name.endsWith(ending));
}
