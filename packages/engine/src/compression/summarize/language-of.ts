/** Languages there are outlines for, named as their grammars are. */
export const languageNames = [
  "typescript",
  "tsx",
  "javascript",
  "python",
  "go",
  "rust",
  "java",
  "ruby",
  "php",
  "cpp",
  "c-sharp",
  "bash",
  "css",
] as const;
export type LanguageName = (typeof languageNames)[number];

/** Characters. Agents read 2,000 lines at a time, about 80,000; a parse takes 0.1 ms per KB. */
export const largestOutlined = 128_000;

const byExtension: Readonly<Record<string, LanguageName>> = {
  ts: "typescript",
  mts: "typescript",
  cts: "typescript",
  tsx: "tsx",
  js: "javascript",
  mjs: "javascript",
  cjs: "javascript",
  jsx: "javascript",
  py: "python",
  pyi: "python",
  go: "go",
  rs: "rust",
  java: "java",
  rb: "ruby",
  rake: "ruby",
  php: "php",
  c: "cpp",
  h: "cpp",
  cc: "cpp",
  cpp: "cpp",
  cxx: "cpp",
  hpp: "cpp",
  hh: "cpp",
  cs: "c-sharp",
  sh: "bash",
  bash: "bash",
  zsh: "bash",
  css: "css",
};

/** What fences in Markdown call a language, where that is not a file extension. */
const byFence: Readonly<Record<string, LanguageName>> = {
  typescript: "typescript",
  javascript: "javascript",
  python: "python",
  golang: "go",
  rust: "rust",
  ruby: "ruby",
  "c++": "cpp",
  csharp: "c-sharp",
  shell: "bash",
};

/** The language of a file by its extension (`src/a.ts`), or of a fence by its name (`.typescript`); undefined for others. */
export function languageOf(path: string): LanguageName | undefined {
  const extension = /\.([A-Za-z0-9+]{1,12})$/.exec(path)?.[1]?.toLowerCase();
  if (extension === undefined) return undefined;
  if (Object.hasOwn(byExtension, extension)) return byExtension[extension];
  return Object.hasOwn(byFence, extension) ? byFence[extension] : undefined;
}
