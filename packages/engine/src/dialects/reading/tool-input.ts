/** Above this a tool's input is shown as it came: parsing it would hold up the request path. */
const PARSED_UP_TO = 1 << 18;

const pathNames = ["file_path", "filePath", "path", "notebook_path", "absolute_path"];

export interface ToolInput {
  /** Compact JSON, or the text as it came where it is none. */
  readonly text: string;
  readonly filePaths?: readonly string[];
}

/**
 * A tool call's input from its JSON text. White space and escapes are normalised, because clients write again
 * what the model wrote with other spacing, and that is no change of content.
 */
export function toolInput(json: string): ToolInput {
  if (json.length > PARSED_UP_TO) return { text: json };
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "string") return { text: json };
    const filePaths = namedPaths(value);
    const text = JSON.stringify(value);
    return filePaths.length > 0 ? { text, filePaths } : { text };
  } catch {
    // Not JSON (a cut stream, free text of a custom tool) or nested too deeply to be written: shown as it came.
    return { text: json };
  }
}

/** Paths under the names that known agents use; commands are not searched for paths. */
function namedPaths(input: unknown): string[] {
  if (typeof input !== "object" || input === null) return [];
  const members = input as Readonly<Record<string, unknown>>;
  const found = pathNames.map((name) => members[name]);
  if (Array.isArray(members.paths)) found.push(...(members.paths as unknown[]).slice(0, 100));
  return [...new Set(found.filter((path): path is string => typeof path === "string" && path !== ""))];
}
