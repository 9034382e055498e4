/** Folders that programs fill: nobody lists them to read their files. */
const folders = [
  "node_modules",
  ".git",
  ".venv",
  "venv",
  "site-packages",
  "__pycache__",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".next",
  ".nuxt",
  ".gradle",
  ".terraform",
  ".cache",
  "bower_components",
];

/** `a/node_modules/` for a path below it; null for any other line. */
export function vendoredFolder(line: string): string | null {
  if (line.length > 1_000) return null;
  let first: string | null = null;
  for (const name of folders) {
    const at = line.indexOf(`${name}/`);
    if (at < 0 || (at > 0 && line[at - 1] !== "/")) continue;
    const end = at + name.length + 1;
    if (end < line.length && (first === null || end < first.length)) first = line.slice(0, end);
  }
  return first;
}
