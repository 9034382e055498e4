import type { CompressInput } from "../contract.ts";
import { commandKind } from "./command-kind.ts";

/** What a tool does, as far as its output is concerned. */
export type ToolKind = "read" | "search" | "list" | "fetch" | "diff" | "test" | "shell" | "other";

/** Names of the clients' tools, without case, dashes and underscores (Claude Code, Codex, opencode, Gemini CLI, SWE-agent, MCP file servers). */
const tools: Readonly<Record<string, ToolKind>> = {
  read: "read",
  readfile: "read",
  readtextfile: "read",
  readmanyfiles: "read",
  viewfile: "read",
  view: "read",
  open: "read",
  openfile: "read",
  cat: "read",
  notebookread: "read",
  strreplacebasededittool: "read",
  strreplaceeditor: "read",
  grep: "search",
  search: "search",
  searchfilecontent: "search",
  greptool: "search",
  ripgrep: "search",
  searchdir: "search",
  searchfile: "search",
  codesearch: "search",
  glob: "list",
  ls: "list",
  list: "list",
  listdir: "list",
  listdirectory: "list",
  directorytree: "list",
  findfile: "list",
  webfetch: "fetch",
  fetch: "fetch",
  bash: "shell",
  shell: "shell",
  exec: "shell",
  execcommand: "shell",
  runshellcommand: "shell",
  localshell: "shell",
  terminal: "shell",
  runterminalcmd: "shell",
  bashoutput: "shell",
};

/** Longer inputs are not read for their command. */
const READ_UP_TO = 1 << 16;

export function toolKind({ toolName, toolInput }: Pick<CompressInput, "toolName" | "toolInput">): ToolKind {
  if (toolName === undefined) return "other";
  const own = toolName
    .slice(toolName.lastIndexOf("__") + 1)
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "");
  const kind = Object.hasOwn(tools, own) ? tools[own]! : "other";
  if (kind !== "shell") return kind;
  const command = commandOf(toolInput);
  return command === null ? "shell" : commandKind(command);
}

/** The command line of a shell call: a string, or `["bash", "-lc", "…"]`. */
export function commandOf(toolInput: string | undefined): string | null {
  if (toolInput === undefined || toolInput.length > READ_UP_TO) return null;
  try {
    const input: unknown = JSON.parse(toolInput);
    if (typeof input !== "object" || input === null) return null;
    const { command, cmd, script } = input as Readonly<Record<string, unknown>>;
    const found = command ?? cmd ?? script;
    if (typeof found === "string") return found;
    return Array.isArray(found) && typeof found.at(-1) === "string" ? (found.at(-1) as string) : null;
  } catch {
    return null;
  }
}
