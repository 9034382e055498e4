import type { ToolKind } from "./tool-kind.ts";

/** Programs that print what another one prints, or less of it. */
const filters = new Set([
  "head",
  "tail",
  "sort",
  "uniq",
  "tee",
  "less",
  "more",
  "cut",
  "tr",
  "column",
  "cat",
  "grep",
  "rg",
  "awk",
  "sed",
]);

const programs: Readonly<Record<string, ToolKind>> = {
  cat: "read",
  bat: "read",
  head: "read",
  tail: "read",
  sed: "read",
  nl: "read",
  type: "read",
  "get-content": "read",
  grep: "search",
  egrep: "search",
  rg: "search",
  ag: "search",
  ack: "search",
  ls: "list",
  find: "list",
  fd: "list",
  tree: "list",
  dir: "list",
  diff: "diff",
  curl: "fetch",
  wget: "fetch",
  pytest: "test",
  jest: "test",
  vitest: "test",
  mocha: "test",
  rspec: "test",
  ctest: "test",
  phpunit: "test",
};

const withSubcommand: readonly (readonly [RegExp, ToolKind])[] = [
  [/^git (?:-C \S{1,300} )?(?:diff|show|stash show|format-patch)\b/, "diff"],
  [/^git (?:-C \S{1,300} )?(?:log|reflog)\b.{0,300} (?:-p|--patch)\b/, "diff"],
  [/^gh pr diff\b/, "diff"],
  [/^git (?:-C \S{1,300} )?grep\b/, "search"],
  [/^git (?:-C \S{1,300} )?ls-files\b/, "list"],
  [
    /^(?:go|cargo|npm|pnpm|yarn|bun|deno|dotnet|swift|mix|make|mvn|gradle|\.\/gradlew|\.\/mvnw|bazel) (?:run )?(?:-\S{1,80} ){0,8}\S{0,40}test/,
    "test",
  ],
  [/^(?:python3?|uv run python|poetry run python) -m (?:pytest|unittest)\b/, "test"],
  [/^(?:npx|pnpm exec|yarn|bunx|uv run|poetry run|bundle exec) (?:pytest|jest|vitest|mocha|rspec)\b/, "test"],
  [/^node --test\b/, "test"],
];

/** What a command line prints, by the last command that is no filter; `shell` where that says nothing. */
export function commandKind(command: string): ToolKind {
  const line = command.slice(0, 4_000);
  const last = line
    .split(/&&|\|\||;|\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .at(-1);
  if (last === undefined) return "shell";
  const piped = last.split("|").map((part) => part.trim());
  // What was filtered out of a file is still that file's lines; what a pipe begins with says what kind they are.
  const first = piped[0]!.replace(/^(?:sudo |time |env |[A-Z_]{1,40}=\S{0,200} ){1,4}/, "");
  const subcommand = withSubcommand.find(([pattern]) => pattern.test(first));
  if (subcommand) return piped.slice(1).every((part) => filters.has(wordOf(part))) ? subcommand[1] : "shell";
  if (!piped.slice(1).every((part) => filters.has(wordOf(part)))) return "shell";
  const program = wordOf(first);
  return Object.hasOwn(programs, program) ? programs[program]! : "shell";
}

function wordOf(command: string): string {
  const word = command.split(/\s/, 1)[0]!;
  return word.slice(word.lastIndexOf("/") + 1).toLowerCase();
}
