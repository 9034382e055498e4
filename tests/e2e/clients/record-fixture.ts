import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bodyOf } from "../../support/upstreams/upstream.ts";
import type { Agent } from "./agent.ts";
import type { Outcome } from "./drive.ts";
import type { Scenario } from "./scenario.ts";

const folder = join(import.meta.dirname, "../../../packages/engine/src/dialects/__fixtures__/real");
const words = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore".split(
  " ",
);

/**
 * Keeps the shape of a real client's requests as a fixture: every key, type, order and length, none of the vendor's prose.
 * Only the first and the last request of the conversation with tool calls.
 */
export function recordFixture(agent: Agent, scenario: Scenario, outcome: Outcome): void {
  if (!scenario.files) return;
  mkdirSync(folder, { recursive: true });
  const mains = outcome.requests.filter((request) => agent.read(request)?.side === false);
  for (const [name, request] of [
    ["first", mains[0]],
    ["last", mains.at(-1)],
  ] as const) {
    if (!request) continue;
    const text = JSON.stringify({
      target: request.target,
      headers: headersOf(request.headers),
      body: scrub(bodyOf(request)),
    });
    if (text.length < 100_000) writeFileSync(join(folder, `${agent.name}-${name}.json`), `${text}\n`);
  }
}

/** Only what tells clients and sessions apart; no credentials. */
function headersOf(headers: Record<string, unknown>): Record<string, unknown> {
  const kept =
    /^(user-agent|anthropic-|x-claude-code-|x-app|session-id|thread-id|originator|x-session-|x-goog-api-client)/;
  const entries = Object.entries(headers).filter(([name]) => kept.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, scrub(value)]));
}

function scrub(value: unknown): unknown {
  if (typeof value === "string") return scrubText(value);
  if (Array.isArray(value)) return value.map(scrub);
  // Milliseconds since the epoch tell when this was recorded.
  if (typeof value === "number") return value > 1_700_000_000_000 ? 1_767_323_045_000 : value;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key.startsWith("/") ? "/home/dev/project" : key,
    scrub(item),
  ]);
  return Object.fromEntries(entries);
}

/** Long texts keep their length and line breaks; short ones lose paths, dates and ids of this machine. JSON inside a string stays JSON. */
function scrubText(text: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}(:\d+)?$/.test(text)) return fixedUuid(text);
  if (text.startsWith('{"')) {
    try {
      return JSON.stringify(scrub(JSON.parse(text)));
    } catch {
      // Only looks like JSON.
    }
  }
  if (text.length > 40) return text.replaceAll(/[^\n]+/g, lorem);
  return text
    .replaceAll(/\/(home|root|work|tmp)[^\s"']*/g, "/home/dev/project")
    .replaceAll(new Date().toISOString().slice(0, 10), "2026-01-02");
}

/** The same id stays the same id. */
const fixedUuid = (text: string) => `00000000-0000-4000-8000-${text.slice(24, 36).replaceAll(/[a-f]/g, "0")}`;

/** Text of our own, as long as the line; equal lines give equal text, different ones different text. */
function lorem(line: string): string {
  let state = createHash("sha256").update(line).digest().readUInt32LE(0) | 1;
  let out = "";
  while (out.length < line.length) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out += `${words[(state >>> 0) % words.length]} `;
  }
  return out.slice(0, line.length);
}
