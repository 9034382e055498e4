import { expect, test } from "vitest";
import { loadTranscripts } from "../../dialects/testing/load-transcripts.ts";
import { partsOf, resultText, type Transcript } from "../../dialects/testing/transcript.ts";
import type { CompressInput, EarlierRead } from "../contract.ts";
import { numberedLines } from "./numbered-lines.ts";
import { trim } from "./trim.ts";

interface Result {
  readonly kind: string;
  readonly input: CompressInput;
  readonly sent: string;
}

/** A session as if every result were trimmed before its first send; `edit` is called for each text an edit quotes. */
function replay(transcript: Transcript, edit: (oldText: string, results: readonly Result[]) => void): Result[] {
  const calls = new Map<string, { readonly name: string; readonly input: Readonly<Record<string, unknown>> }>();
  const reads = new Map<string, EarlierRead[]>();
  const results: Result[] = [];
  for (const part of transcript.messages.flatMap(partsOf)) {
    if (part.type === "tool_use") {
      const input = part.input as Readonly<Record<string, unknown>>;
      calls.set(part.id, { name: part.name, input });
      if (typeof input.old_string === "string") edit(input.old_string, results);
    }
    if (part.type !== "tool_result") continue;
    const { name, input } = calls.get(part.tool_use_id)!;
    const text = resultText(part.content);
    const path = name === "Read" ? String(input.file_path) : undefined;
    const earlier = path === undefined ? undefined : reads.get(path);
    const filePaths = path === undefined ? [] : [path];
    const asked = {
      text,
      role: "tool_result",
      toolName: name,
      toolInput: JSON.stringify(input),
      filePaths,
      earlier,
    } as const;
    const trimmed = trim(asked);
    const sent = trimmed?.text ?? text;
    if (path !== undefined) reads.set(path, [...(earlier ?? []), { id: `block-${results.length}`, text: sent }]);
    results.push({ kind: trimmed?.content ?? "as it was", input: asked, sent });
  }
  return results;
}

const codeOf = (text: string) =>
  numberedLines(text.split("\n"))
    .lines.map(({ code }) => code)
    .join("\n");

test("recorded sessions: what edits quote is still sent, in one piece", () => {
  const anchors = { seen: 0, sent: 0 };
  const sizes = new Map<string, { results: number; before: number; after: number }>();
  for (const transcript of loadTranscripts()) {
    const results = replay(transcript, (oldText, before) => {
      if (!before.some(({ input }) => codeOf(input.text).includes(oldText))) return;
      anchors.seen += 1;
      if (before.some(({ sent }) => codeOf(sent).includes(oldText))) anchors.sent += 1;
    });
    for (const { kind, input, sent } of results) {
      const size = sizes.get(kind) ?? { results: 0, before: 0, after: 0 };
      sizes.set(kind, {
        results: size.results + 1,
        before: size.before + input.text.length,
        after: size.after + sent.length,
      });
      expect(sent.length).toBeLessThanOrEqual(input.text.length);
      expect(trim({ ...input, text: sent })).toBeNull();
    }
  }
  if (sizes.size === 0) return;
  console.table(Object.fromEntries(sizes));
  console.log("texts that edits quote, seen and still sent:", anchors);
  expect(anchors.sent).toBeGreaterThanOrEqual(anchors.seen * 0.99);
});
