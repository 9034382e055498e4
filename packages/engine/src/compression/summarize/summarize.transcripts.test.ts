import { expect, test } from "vitest";
import { loadTranscripts } from "../../dialects/testing/load-transcripts.ts";
import { partsOf, resultText, type Transcript } from "../../dialects/testing/transcript.ts";
import { summarize } from "./summarize.ts";
import { loadSkeleton } from "./testing/load-skeleton.ts";

/** Paths, identifiers and numbers as this test sees them: its own pattern, shared with nothing that summarizes. */
function factsOf(text: string): Set<string> {
  const words = text.match(/[A-Za-z0-9_][A-Za-z0-9_./-]*[A-Za-z0-9_]/g) ?? [];
  return new Set(
    words.filter((word) =>
      word.includes("/")
        ? word.length > 4
        : /\d/.test(word)
          ? word.length > 2
          : /[a-z][A-Z]|_/.test(word) && word.length > 4,
    ),
  );
}

/** What the assistant says or does in each message, as facts; the last message that speaks of a fact. */
function lastMentions(transcript: Transcript): Map<string, number> {
  const last = new Map<string, number>();
  for (const [index, message] of transcript.messages.entries()) {
    if (message.role !== "assistant") continue;
    for (const part of partsOf(message)) {
      const said = part.type === "text" ? part.text : part.type === "tool_use" ? JSON.stringify(part.input) : "";
      for (const fact of factsOf(said.replace(/\\[nt]/g, " "))) last.set(fact, index);
    }
  }
  return last;
}

interface Tally {
  results: number;
  before: number;
  after: number;
  used: number;
  usedKept: number;
}

test("recorded results get much shorter and keep most of what the assistant comes back to", {
  timeout: 120_000,
}, async () => {
  const transcripts = loadTranscripts(process.env.APERTURE_DEEP === "1" ? undefined : 6);
  if (transcripts.length === 0) return;
  const skeleton = await loadSkeleton(["go", "python", "typescript"]);
  const tallies = new Map<string, Tally>();
  for (const transcript of transcripts) {
    const calls = new Map<string, { name: string; input: unknown }>();
    const last = lastMentions(transcript);
    for (const [index, message] of transcript.messages.entries()) {
      for (const part of partsOf(message)) {
        if (part.type === "tool_use") calls.set(part.id, part);
        if (part.type !== "tool_result") continue;
        const call = calls.get(part.tool_use_id);
        const text = resultText(part.content);
        const made = summarize(
          { text, role: "tool_result", toolName: call?.name, toolInput: JSON.stringify(call?.input ?? {}) },
          { skeleton },
        );
        const sent = made?.text ?? text;
        expect(sent.length).toBeLessThanOrEqual(text.length);
        const used = [...factsOf(text)].filter((fact) => (last.get(fact) ?? -1) > index);
        for (const kind of [made?.content ?? "left alone", "all"]) {
          const tally = tallies.get(kind) ?? { results: 0, before: 0, after: 0, used: 0, usedKept: 0 };
          tallies.set(kind, tally);
          tally.results++;
          tally.before += text.length;
          tally.after += sent.length;
          tally.used += used.length;
          tally.usedKept += used.filter((fact) => sent.includes(fact)).length;
        }
      }
    }
  }
  for (const [kind, { results, before, after, used, usedKept }] of tallies) {
    const saved = Math.round((1 - after / before) * 100);
    console.log(
      `${kind}: ${results} results, ${before} → ${after} characters (−${saved} %), ${usedKept} of ${used} facts used later kept`,
    );
  }
  const all = tallies.get("all")!;
  expect(all.after).toBeLessThan(all.before * 0.55);
  expect(all.usedKept).toBeGreaterThan(all.used * 0.75);
});
