import type { NewStagedItem, StagedCondition, StagedItem, StagedSource } from "@aperture/sdk";

/** What stands in the form. */
export interface StagedDraft {
  readonly name: string;
  readonly source: StagedSource["kind"];
  readonly value: string;
  readonly condition: StagedCondition["kind"];
  readonly pattern: string;
  /** For this session alone, or offered to every one. */
  readonly everywhere: boolean;
}

export const emptyDraft: StagedDraft = {
  name: "",
  source: "text",
  value: "",
  condition: "always",
  pattern: "",
  everywhere: false,
};

/** The item that a filled form asks for, or null while something is missing. */
export function stagedItemOf(draft: StagedDraft, session: string): NewStagedItem | null {
  const { name, value, pattern, everywhere } = draft;
  const needsPattern = draft.condition === "regex" || draft.condition === "file-touched";
  if (name.trim() === "" || value.trim() === "" || (needsPattern && pattern.trim() === "")) return null;
  return {
    name: name.trim(),
    source: sourceOf(draft.source, value),
    condition: conditionOf(draft.condition, pattern.trim()),
    ...(everywhere ? {} : { session }),
  };
}

function sourceOf(kind: StagedSource["kind"], value: string): StagedSource {
  if (kind === "text") return { kind, text: value };
  const line = value.trim();
  if (kind === "file") return { kind, path: line };
  return kind === "glob" ? { kind, pattern: line } : { kind, command: line };
}

function conditionOf(kind: StagedCondition["kind"], pattern: string): StagedCondition {
  if (kind === "regex") return { kind, pattern };
  return kind === "file-touched" ? { kind, glob: pattern } : { kind };
}

/** `file docs/style.md · when a touched file matches src/**` */
export function describeStaged({ source, condition }: Pick<StagedItem, "source" | "condition">): string {
  const when: Record<StagedCondition["kind"], string> = {
    always: "with the next request",
    "session-start": "when a session starts",
    regex: `when the text matches ${"pattern" in condition ? condition.pattern : ""}`,
    "file-touched": `when a touched file matches ${"glob" in condition ? condition.glob : ""}`,
  };
  return `${describeSource(source)} · ${when[condition.kind]}`;
}

function describeSource(source: StagedSource): string {
  if (source.kind === "text") return `text, ${source.text.length.toLocaleString("en-US")} characters`;
  if (source.kind === "file") return `file ${source.path}`;
  return source.kind === "glob" ? `files ${source.pattern}` : `output of ${source.command}`;
}
