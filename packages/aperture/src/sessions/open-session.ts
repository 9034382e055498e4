import { contentKey, nextContentKey } from "./content-key.ts";
import type { Reading } from "./read-request.ts";
import type { Recording } from "./recording.ts";
import type { RecordingContext } from "./recording-context.ts";
import type { SessionState } from "./state.ts";

const LABEL_LENGTH = 48;

/** A session nobody has heard of: stored, announced, and named so that a person knows it again. */
export function openSession(context: RecordingContext, recording: Recording, reading: Reading): SessionState {
  const { store, book } = context;
  const { identity, request } = recording;
  const run = request.tag === null ? undefined : store.runs.byLabel(request.tag);
  const label = request.tag ?? `${identity.client}: ${firstWords(reading)}`;
  const record = store.sessions.insert({
    key: identity.key ?? nextContentKey(store.sessions, beginningOf(recording, reading)),
    label,
    source: identity.source,
    client: identity.client,
    dialect: reading.dialect,
    model: reading.shape.model,
    project: run?.project ?? null,
    startedAt: request.at,
    lastSeen: request.at,
  });
  store.events.append("session-started", { sessionId: `session-${record.n}`, label });
  return book.add(record);
}

const beginningOf = (recording: Recording, reading: Reading): string =>
  contentKey(reading.dialect, recording.request.upstreamHost, reading.keys.conversation[0]);

/** The first thing a person said; agents put reminders in front, in tags. */
function firstWords(reading: Reading): string {
  for (const { draft } of reading.drafts) {
    const text = draft.text.trim();
    if (draft.role !== "user" || text === "" || text.startsWith("<")) continue;
    const line = text.replace(/\s+/g, " ");
    // A character outside the basic plane is two units: half of one is no text.
    return line.length > LABEL_LENGTH ? `${line.slice(0, LABEL_LENGTH - 1).replace(/[\ud800-\udbff]$/, "")}…` : line;
  }
  return "conversation";
}
