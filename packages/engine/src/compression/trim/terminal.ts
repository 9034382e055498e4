import { isImportant } from "./important-lines.ts";

const ESCAPE = "\u001b";
const BELL = "\u0007";

/**
 * What a terminal would show in the end: no colours, no cursor moves, no progress that was written over by carriage
 * returns or backspaces (unless it says something important). The same string where there is nothing of the kind.
 */
export function withoutTerminal(text: string): string {
  let shown = text.includes(ESCAPE) ? withoutEscapes(text) : text;
  if (shown.includes("\r")) shown = shown.split("\n").map(withoutOverwritten).join("\n");
  return shown.includes("\b") ? shown.split("\n").map(withoutBackspaces).join("\n") : shown;
}

function withoutEscapes(text: string): string {
  const parts: string[] = [];
  let start = 0;
  for (let at = text.indexOf(ESCAPE); at >= 0; at = text.indexOf(ESCAPE, start)) {
    parts.push(text.slice(start, at));
    start = escapeEnd(text, at);
  }
  parts.push(text.slice(start));
  return parts.join("");
}

/** ECMA-48: control sequences end in a byte from @ to ~, operating system commands with BEL or ESC \. */
function escapeEnd(text: string, at: number): number {
  const kind = text[at + 1];
  let end = at + 2;
  if (kind === "[") {
    while (end < text.length && text[end]! >= " " && text[end]! <= "?") end += 1;
    return text[end]! >= "@" && text[end]! <= "~" ? end + 1 : end;
  }
  if (kind !== "]") return kind !== undefined && kind >= " " && kind <= "~" ? end : at + 1;
  // A command that is not closed on its line is no command: only the two characters go.
  while (end < text.length && text[end] !== BELL && text[end] !== ESCAPE && text[end] !== "\n") end += 1;
  if (text[end] === BELL) return end + 1;
  return text[end] === ESCAPE && text[end + 1] === "\\" ? end + 2 : at + 2;
}

function withoutOverwritten(line: string): string {
  const shown = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (!shown.includes("\r")) return shown;
  const states = shown.split("\r").filter((state) => state.trim() !== "");
  const last = states.pop() ?? "";
  return [...states.filter(isImportant), last].join("\n");
}

function withoutBackspaces(line: string): string {
  if (!line.includes("\b")) return line;
  const shown: string[] = [];
  for (const character of line) {
    if (character === "\b") shown.pop();
    else shown.push(character);
  }
  return shown.join("");
}
