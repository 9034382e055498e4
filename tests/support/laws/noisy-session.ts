import type { Transcript, TranscriptMessage } from "@aperture/engine/dialects/testing/transcript";

const REQUESTS = 28;
const start = Date.UTC(2026, 0, 5, 9);

/**
 * What the recorded sessions lack and the starter library is for: fetched pages, and output in colours. A request every two minutes, and every
 * seventh behind a pause in which the cache has forgotten it.
 */
export function noisySession(): Transcript {
  const messages: TranscriptMessage[] = [
    { role: "user", content: "Compare what the pages say with what the build says." },
  ];
  const turns = [{ upto: 1, ts: timeOf(0) }];
  for (let request = 1; request < REQUESTS; request++) {
    const id = `toolu_${request}`;
    const isPage = request % 2 === 1;
    const [name, input] = isPage
      ? ["WebFetch", { url: `https://example.org/${request}`, prompt: "all of it" }]
      : ["Bash", { command: `make part-${request}` }];
    const content = isPage ? page(request) : output(request);
    messages.push(
      { role: "assistant", content: [{ type: "tool_use", id, name: name as string, input }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content }] },
    );
    turns.push({ upto: messages.length, ts: timeOf(request * 2 + Math.floor(request / 7) * 10) });
  }
  return { id: "noisy", model: "claude-sonnet-4-5", system: "You are a coding agent.", tools: [], messages, turns };
}

const timeOf = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

const page = (number: number): string =>
  Array.from(
    { length: 60 },
    (_, at) =>
      `## Part ${at} of page ${number}\n\nThe valve of line ${at * number} opens at ${at + number} bar. It has to be looked at every ${at + 3} days, and the result is noted in the book of the plant.\n`,
  ).join("\n");

const output = (number: number): string =>
  Array.from({ length: 90 }, (_, at) =>
    `\x1b[32m[ok]\x1b[0m step ${at} of part ${number}: \x1b[1munit_${at * number}\x1b[0m is as it was\n`.repeat(2),
  ).join("");
