import type { DialectId } from "@aperture/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dialectIds, observed } from "../dialects/testing/fixture.ts";
import { restoreText } from "./redact-text.ts";
import { redactions } from "./testing/redactions.ts";
import { bytesOf, cutAt, restored } from "./testing/restored.ts";
import { bodyOf, eventsOf, type Said, type StreamEvent } from "./testing/said.ts";

const runs = { numRuns: process.env.APERTURE_DEEP === "1" ? 5_000 : 250 };
const placeholders = redactions.map(({ placeholder }) => placeholder);

const fragment = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...placeholders) },
  fc.tuple(fc.constantFrom(...placeholders), fc.nat(20)).map(([text, length]) => text.slice(0, length)),
  fc.constantFrom("R", "RE", "REDACTED_", "RREDACTED_1", "\\", '"', "é", "😀", "\n", " words "),
  fc.string({ maxLength: 4 }),
);
const plainFragment = fc.oneof(
  fc
    .tuple(fc.constantFrom(...placeholders), fc.integer({ min: 0, max: 16 }))
    .map(([text, length]) => text.slice(0, length)),
  fc.constantFrom("R", "é", "\n", "\\"),
);
const textOf = (fragments: fc.Arbitrary<string>) => fc.array(fragments, { maxLength: 6 }).map((list) => list.join(""));
const cutText = (text: string) =>
  fc.array(fc.nat(), { maxLength: 6 }).map((cuts) => {
    const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
    return [0, ...places].map((start, index) => text.slice(start, places[index] ?? text.length));
  });

/** Half a surrogate pair in a piece would be another text once it is UTF-8: pieces come as whole characters. */
const isWellCut = ({ pieces }: Said): boolean => pieces.every((piece) => piece.isWellFormed());

function saidBy(dialect: DialectId, fragments: fc.Arbitrary<string>): fc.Arbitrary<Said[]> {
  const canGoOn = dialect === "openai-chat" || dialect === "gemini";
  // Where clients join the texts of a message whatever stands between, this one ends for sure.
  const text = textOf(fragments).map((words) => (canGoOn ? `${words}.` : words));
  const json = fc.record({ path: textOf(fragments), deep: fc.array(textOf(fragments), { maxLength: 2 }) });
  const hasCustom = dialect === "openai-chat" || dialect === "openai-responses";
  const one = fc.oneof(
    fc.tuple(fc.constantFrom("thinking" as const, "text" as const, "text" as const), text),
    json.map((value) => ["call" as const, JSON.stringify(value)] as const),
    text.map((words) => [hasCustom ? ("custom" as const) : ("text" as const), words] as const),
  );
  const said = one.chain(([kind, words]) => cutText(words).map((pieces): Said => ({ kind, pieces })));
  return fc.array(said.filter(isWellCut), { minLength: 1, maxLength: 4 });
}

interface Wire {
  readonly end: string;
  readonly space: string;
  readonly noise: readonly string[];
}
const wire: fc.Arbitrary<Wire> = fc.record({
  end: fc.constantFrom("\n", "\r\n", "\r"),
  space: fc.constantFrom(" ", ""),
  noise: fc.array(fc.constantFrom("", "", ": comment R", 'event: ping|data: {"type":"ping"}', "id: 7", "data"), {
    maxLength: 20,
  }),
});

function sse(events: readonly StreamEvent[], { end, space, noise }: Wire): string {
  return events
    .map(({ name, data }, index) => {
      const text = typeof data === "string" ? data : JSON.stringify(data);
      const event = `${name === null ? "" : `event: ${name}${end}`}data:${space}${text}${end}${end}`;
      const before = noise[index] ? `${noise[index].replaceAll("|", end)}${end}${end}` : "";
      return before + event;
    })
    .join("");
}

/** Blocks as a client reads them; arguments as values. */
const read = (dialect: DialectId, bytes: Uint8Array, contentType?: string) =>
  observed(dialect, [bytes], contentType ? { contentType } : {}).blocks.map(({ role, kind, text }) => ({
    role,
    value:
      role === "tool_use" && kind !== "custom" && kind !== "custom_tool_call" ? (JSON.parse(text) as unknown) : text,
  }));

function restoredValue(value: unknown): unknown {
  if (typeof value === "string") return restoreText(value, redactions);
  if (Array.isArray(value)) return value.map(restoredValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, restoredValue(one)]));
}
const expected = (blocks: ReturnType<typeof read>) =>
  blocks.map(({ role, value }) => ({ role, value: role === "thinking" ? value : restoredValue(value) }));

const dataLines = (bytes: Uint8Array): string[] => new TextDecoder().decode(bytes).split(/\r\n|\r|\n/);

describe.each(dialectIds)("answers of %s", (dialect) => {
  test("a stream says what the model said with values for placeholders, wherever it is cut", () => {
    let changed = 0;
    fc.assert(
      fc.property(
        saidBy(dialect, fragment),
        wire,
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 30 }),
        (said, form, isBrief, cuts) => {
          const bytes = bytesOf(sse(eventsOf(dialect, said, isBrief), form));
          const whole = restored({ dialect, redactions }, [bytes]);
          expect(read(dialect, whole)).toEqual(expected(read(dialect, bytes)));
          expect(Buffer.compare(restored({ dialect, redactions }, cutAt(bytes, cuts)), whole)).toBe(0);
          // The same lines in the same order: only data may differ.
          const [before, after] = [dataLines(bytes), dataLines(whole)];
          expect(after.length).toBe(before.length);
          for (const [index, line] of before.entries()) if (!line.startsWith("data")) expect(after[index]).toBe(line);
          if (Buffer.compare(bytes, whole) !== 0) changed++;
        },
      ),
      runs,
    );
    expect(changed).toBeGreaterThan(runs.numRuns / 4);
  });

  test("a stream without a placeholder keeps every byte", () => {
    fc.assert(
      fc.property(saidBy(dialect, plainFragment), wire, fc.array(fc.nat(), { maxLength: 30 }), (said, form, cuts) => {
        // Fragments may have made one.
        fc.pre(said.every(({ pieces }) => !placeholders.some((placeholder) => pieces.join("").includes(placeholder))));
        const bytes = bytesOf(sse(eventsOf(dialect, said), form));
        expect(Buffer.compare(restored({ dialect, redactions }, cutAt(bytes, cuts)), bytes)).toBe(0);
      }),
      runs,
    );
  });

  test("a JSON body says the same, wherever it is cut", () => {
    const json = "application/json";
    fc.assert(
      fc.property(
        saidBy(dialect, fragment),
        fc.constantFrom(0, 2),
        fc.array(fc.nat(), { maxLength: 9 }),
        (said, indent, cuts) => {
          const bytes = bytesOf(JSON.stringify(bodyOf(dialect, said), null, indent));
          const whole = restored({ dialect, redactions, contentType: json }, [bytes]);
          expect(read(dialect, whole, json)).toEqual(expected(read(dialect, bytes, json)));
          const cut = restored({ dialect, redactions, contentType: json }, cutAt(bytes, cuts));
          expect(Buffer.compare(cut, whole)).toBe(0);
        },
      ),
      runs,
    );
  });

  test("every cut into two of one stream gives the same bytes", () => {
    const [one, two] = placeholders as [string, string];
    const said: Said[] = [
      { kind: "thinking", pieces: [`think ${one}`] },
      {
        kind: "text",
        pieces: ["Use RE", one.slice(0, 5), one.slice(5, 9), `${one.slice(9)} and ${two}`, " or R", "est."],
      },
      { kind: "call", pieces: [`{"path":"${two.slice(0, 3)}`, `${two.slice(3)}"}`] },
    ];
    const bytes = bytesOf(sse(eventsOf(dialect, said), { end: "\r\n", space: " ", noise: ["", ": c", "id: 1"] }));
    const whole = restored({ dialect, redactions }, [bytes]);
    for (let at = 0; at <= bytes.length; at++)
      expect(Buffer.compare(restored({ dialect, redactions }, cutAt(bytes, [at])), whole)).toBe(0);
    const single = restored(
      { dialect, redactions },
      Array.from(bytes, (_, at) => bytes.subarray(at, at + 1)),
    );
    expect(Buffer.compare(single, whole)).toBe(0);
    expect(new TextDecoder().decode(whole)).toContain(`think ${one}`);
  });
});
