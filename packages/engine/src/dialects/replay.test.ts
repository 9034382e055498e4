import { describe, expect, test } from "vitest";
import type { Document } from "../document/document.ts";
import { dialects } from "./index.ts";
import { dialectIds, documentOf, draftsIn } from "./testing/fixture.ts";
import { loadTranscripts } from "./testing/load-transcripts.ts";
import { requestBodies } from "./testing/shapes.ts";
import type { Transcript } from "./testing/transcript.ts";

const transcripts = loadTranscripts(process.env.APERTURE_DEEP === "1" ? undefined : 3);

/** A small session of our own: the same laws hold where no recordings are at hand. */
const invented: Transcript = {
  id: "invented",
  model: "claude-opus-4-6",
  system: "You are a coding agent.",
  tools: [{ name: "Read", description: "Reads.", input_schema: { type: "object" } }],
  messages: Array.from({ length: 24 }, (_, index) => {
    if (index % 8 === 0)
      return { role: "user" as const, content: [{ type: "text" as const, text: `Question ${index}` }] };
    if (index % 2 === 0)
      return {
        role: "user" as const,
        content: [{ type: "tool_result" as const, tool_use_id: `t${index}`, content: "x" }],
      };
    const thought = { type: "thinking" as const, thinking: `Thought ${index}`, signature: `s${index}` };
    const isAnswer = index % 8 === 7;
    const rest = isAnswer
      ? { type: "text" as const, text: `Answer ${index}` }
      : { type: "tool_use" as const, id: `t${index + 1}`, name: "Read", input: { file_path: `src/${index}.ts` } };
    return { role: "assistant" as const, content: [thought, rest] };
  }),
  turns: Array.from({ length: 12 }, (_, turn) => ({ upto: turn * 2 + 1 })),
};

describe.each(dialectIds)("sessions in the shape of %s", (id) => {
  const dialect = dialects[id];

  test.each([invented, ...transcripts].map((transcript) => [transcript.id, transcript] as const))(
    "%s",
    (_, transcript) => {
      let previous: Document | undefined;
      let before: string[] = [];
      for (const { turn, body } of requestBodies(transcript, id)) {
        const document = documentOf(id, body, previous);
        const placed = dialect.blocks(document);
        const keys = placed.map(({ draft }) => draft.key);
        // Marks move and contents flip between string and list: no key is lost, and their order stays.
        expect(keys.slice(0, before.length)).toEqual(before);
        if (turn > 0) {
          const fresh = document.history!.filter((unit) => unit.fresh).length;
          expect(fresh).toBeLessThanOrEqual(document.history!.length - previous!.history!.length + 3);
        }
        const results = placed.filter(({ draft }) => draft.role === "tool_result");
        expect(results.every(({ draft }) => draft.toolName !== undefined)).toBe(true);
        previous = document;
        before = keys;
      }
      expect(dialect.blocks(previous!)).toEqual(dialect.blocks(documentOf(id, previous!.bytes)));
    },
  );

  test("the bodies are those of the client", () => {
    const [first, ...later] = requestBodies(invented, id);
    const document = documentOf(id, later.at(-1)!.body);
    const names = document.members.map((member) => member.key);
    const isHistoryFirst = names.indexOf(dialect.historyKey) < (names.indexOf("tools") + 1 || names.length);
    expect(isHistoryFirst).toBe(true);
    expect(dialect.shape(document, "/v1beta/models/m:streamGenerateContent")).toMatchObject({
      stream: true,
      hasTools: true,
    });
    const roles = new Set(draftsIn(id, first!.body).map((draft) => draft.role));
    expect([...roles].sort()).toEqual(["other", "system", "user"]);
    expect(first!.body.length).toBeGreaterThan(35_000);
  });
});

test("a message of Claude Code that loses its mark becomes a string again", () => {
  const contents = [...requestBodies(invented, "anthropic")].map(({ body }) => {
    const { messages } = JSON.parse(new TextDecoder().decode(body)) as { messages: { content: unknown }[] };
    return [messages[0]!.content, JSON.stringify(messages).split('"cache_control"').length - 1] as const;
  });
  expect(Array.isArray(contents[0]![0])).toBe(true);
  expect(contents.at(-1)![0]).toBe("Question 0");
  expect(contents.slice(1).every(([, marks]) => marks === 2)).toBe(true);
});
