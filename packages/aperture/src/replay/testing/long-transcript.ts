import type { Transcript, TranscriptMessage } from "@aperture/engine/dialects/testing/transcript";

/**
 * A conversation in which a file is read with every request: about 1,100 tokens each, every third one a second time. One request a minute, and
 * every eighth one behind a pause in which a cache of five minutes has forgotten it.
 */
export function longTranscript(reads: number): Transcript {
  const messages: TranscriptMessage[] = [{ role: "user", content: "Read the files one by one." }];
  const turns = [{ upto: 1, ts: timeOf(0) }];
  for (let read = 0; read < reads; read++) {
    const id = `toolu_${read}`;
    const file = read % 3 === 2 ? read - 1 : read;
    messages.push(
      {
        role: "assistant",
        content: [{ type: "tool_use", id, name: "Read", input: { file_path: `/shop/src/file-${file}.ts` } }],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: fileText(file) }] },
    );
    turns.push({ upto: messages.length, ts: timeOf(read + 1 + Math.floor((read + 1) / 8) * 10) });
  }
  return {
    id: "long",
    model: "claude-sonnet-4-5",
    system: "You are a coding agent.",
    tools: [{ name: "Read", description: "Reads a file", input_schema: { type: "object" } }],
    messages,
    turns,
  };
}

const start = Date.UTC(2026, 0, 5, 9);
const timeOf = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

const fileText = (number: number): string =>
  Array.from(
    { length: 110 },
    (_, line) => `${line + 1}\tconst value${number}_${line} = compute(${number}, ${line});   `,
  ).join("\n");
