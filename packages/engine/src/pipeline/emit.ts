import type { PlacedDraft } from "../dialects/dialect.ts";
import type { BodyChange } from "../dialects/editing.ts";
import { redactText } from "../redaction/redact-text.ts";
import { saidBy } from "./parse.ts";
import type { PipelineInput, PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";

/** What was decided, as disjoint edits of the body. */
export function emit(run: PipelineRun): void {
  recordStep(run, "emit", () => {
    const { document, dialect } = run.input;
    if (document.readOnly !== null) return document.readOnly;
    const changes = bodyChanges(run);
    if (changes.length === 0) return "nothing is edited";
    run.edits = dialect.editing.edits(document, changes);
    return `${run.edits.length} edits`;
  });
}

function bodyChanges({ input, decision, byNumber }: PipelineRun): BodyChange[] {
  const { drafts, redactions } = input;
  const sent = decision?.sent ?? new Map();
  const found: BodyChange[] = [];
  for (const [index, placed] of drafts.entries()) {
    const change = sent.get(input.numbers[index]!);
    if (change) found.push({ kind: "replace", placed, text: saidBy(change, redactions) });
    else if (redactions.length > 0 && isRedacted(input, placed))
      found.push({ kind: "map-strings", placed, replace: (text) => redactText(text, redactions) });
  }
  for (const change of sent.values())
    if (change.kind === "insert") {
      const behind = change.anchor === null ? null : drafts[byNumber.get(change.anchor)?.position ?? -1];
      if (behind !== undefined) found.push({ kind: "insert", behind, text: saidBy(change, redactions) });
    }
  return found;
}

/** What the wire seals cannot be redacted; a value in there was the model's own, and the restored answer never shows it. */
const isRedacted = ({ redactions, dialect }: PipelineInput, { draft }: PlacedDraft): boolean =>
  dialect.editing.refuse(draft, "redact") === null && redactText(draft.text, redactions) !== draft.text;
