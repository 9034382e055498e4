import { diff, gt } from "semver";

/** How large a step its version says it is. */
export type ChangeLevel = "major" | "minor" | "patch";

/** Before 1.0.0 the second number is what the first is later: semver.org, 4. */
export function changeLevel(before: string, after: string): ChangeLevel {
  if (!gt(after, before)) return "patch";
  const step = diff(before, after) ?? "patch";
  return step === "major" || step === "premajor" ? "major" : step.endsWith("minor") ? "minor" : "patch";
}

/** Words with which a changelog says that answers are others than before. */
const words =
  /\b(?:add(?:s|ed)?|new|chang(?:e|es|ed)|remov(?:e|es|ed)|now|no longer|different|instead|behaviou?r|break(?:s|ing)?)\b/i;

/**
 * Whether a version gives its users a reason to expect other output: it says so by its number, or its changelog does in the part about it. Null:
 * it gives none, and other output is a finding.
 */
export function reasonForChange(before: string, after: string, changelog: string | null): string | null {
  const level = changeLevel(before, after);
  if (level !== "patch") return `it is a ${level} version`;
  const part = partAbout(changelog ?? "", after, before);
  const said = part.split("\n").find((line) => words.test(line));
  return said === undefined ? null : `its changelog says: ${said.trim().slice(0, 200)}`;
}

/** From the heading of a version to the next one; of a changelog without headings of versions everything. */
function partAbout(changelog: string, version: string, before: string): string {
  const lines = changelog.split("\n");
  const heading = lines.findIndex((line) => isHeadingOf(line, version));
  if (heading < 0) return lines.some((line) => isHeadingOf(line, before)) ? "" : changelog;
  const rest = lines.slice(heading + 1);
  const next = rest.findIndex((line) => /^#{1,3}\s|^\[?v?\d+\.\d+\.\d+/.test(line) && !/^###\s/.test(line));
  return (next < 0 ? rest : rest.slice(0, next)).join("\n");
}

const isHeadingOf = (line: string, version: string): boolean =>
  /^(?:#|\[?v?\d)/.test(line) && line.split(/[\s[\]()#,:]+/).some((word) => word === version || word === `v${version}`);
