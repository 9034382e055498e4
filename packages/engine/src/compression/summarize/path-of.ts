import type { CompressInput } from "../contract.ts";

const longestPath = 300;

/** Path of the one file a text shows: of the call's arguments, of a command that prints a file, or of a head line; else undefined. */
export function pathOf(input: CompressInput): string | undefined {
  const call = argumentsOf(input.toolInput);
  for (const key of ["file_path", "filePath", "path", "absolute_path", "filename", "file", "notebook_path"]) {
    const value = call[key];
    if (typeof value === "string" && hasExtension(value)) return value;
  }
  const command = call.command ?? call.cmd;
  const text = Array.isArray(command) ? command.join(" ") : command;
  if (typeof text === "string") return printedFile(text);
  const [named, another] = input.filePaths ?? [];
  if (named !== undefined && another === undefined && hasExtension(named)) return named;
  return /^\[File: ([^\s\]()]{1,300})/.exec(input.text.slice(0, 400))?.[1];
}

/** `cat a.ts`, `sed -n 1,200p a.ts`, `head -50 a.ts`, also behind `cd x &&`; not what is piped on or joined. */
function printedFile(command: string): string | undefined {
  if (command.length > 1_000) return undefined;
  const last = command.split("&&").at(-1)!.trim();
  if (/[|;<>\n]/.test(last)) return undefined;
  const words = last.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ""));
  if (!["cat", "sed", "head", "tail", "bat", "nl"].includes(words[0] ?? "")) return undefined;
  const files = words.slice(1).filter((word) => !word.startsWith("-") && hasExtension(word) && !/^\d+,/.test(word));
  return files.length === 1 ? files[0] : undefined;
}

function hasExtension(path: string): boolean {
  return path.length <= longestPath && /\.[A-Za-z][A-Za-z0-9+]{0,9}$/.test(path) && !path.includes("\n");
}

function argumentsOf(toolInput: string | undefined): Record<string, unknown> {
  if (toolInput === undefined || toolInput.length > 100_000) return {};
  try {
    const parsed: unknown = JSON.parse(toolInput);
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
