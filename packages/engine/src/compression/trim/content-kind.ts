import type { CompressInput, ContentKind } from "../contract.ts";
import { type TextShape, textShape } from "./text-shape.ts";
import { toolKind } from "./tool-kind.ts";

/** Files that are read like the output they hold. */
const logFile = /\.(?:log|out)$/i;

/** What a text is, by the tool that made it, that tool's command, and how the text begins. */
export function contentKind(input: CompressInput): ContentKind {
  const tool = toolKind(input);
  if (tool === "read") return isLogFile(input) ? "log" : "file-read";
  const shape = textShape(input.text);
  // Whatever printed it: lines of a file that was read before are told as such.
  if (input.earlier && input.earlier.length > 0 && tool !== "search") return shape.isNumbered ? "file-read" : "code";
  if (isDiff(shape)) return "diff";
  if (isMost(shape.tests + shape.testEndings, shape) || (tool === "test" && shape.tests + shape.testEndings > 0))
    return "test-output";
  if (shape.tests > 0 && shape.testEndings > 0) return "test-output";
  if (tool === "list") return "listing";
  if (shape.hits > 1 && (tool === "search" || isMost(shape.hits, shape))) return "search";
  if (shape.isNumbered && shape.lines > 2) return "file-read";
  if (shape.startsAsHtml) return "html";
  if (shape.startsAsJson && !isMost(shape.stamped, shape)) return "json";
  if (shape.lines > 3 && isMost(shape.paths, shape)) return "listing";
  if (isMost(shape.stamped, shape)) return "log";
  if (isMost(shape.code, shape)) return "code";
  return tool === "shell" || tool === "test" ? "log" : "prose";
}

function isLogFile({ filePaths = [] }: CompressInput): boolean {
  return filePaths.length > 0 && filePaths.every((path) => logFile.test(path.slice(-20)));
}

const isDiff = ({ hunks, lines }: TextShape): boolean => hunks > 1 || (hunks === 1 && lines > 3);

const isMost = (count: number, { lines }: TextShape): boolean => lines > 0 && count * 10 >= lines * 6;
