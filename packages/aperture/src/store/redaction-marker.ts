import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync } from "node:fs";
import { z } from "zod";
import { writeDurably } from "./write-durably.ts";

const Entry = z.object({
  /** SHA-256 of the session's key: the file tells nobody which conversations there are. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  client: z.string(),
});
type Entry = z.infer<typeof Entry>;
const MarkerFile = z.object({ version: z.literal(1), sessions: z.array(Entry) });

/** A conversation that has redactions. */
export interface Marked {
  readonly key: string;
  readonly client: string;
}

/** Whose request it seems to be; `key` is null where only the body can tell. */
export interface Asking {
  readonly key: string | null;
  readonly client: string;
}

/**
 * Which conversations have redactions, beside the database (`redactions.json`, mode 0600; no value is in it): when the database is
 * damaged, gone or set back, what must not leave is known to be unknown, and requests are refused instead (law 4).
 */
export interface RedactionMarker {
  /** Notes a conversation, on the disk when this returns. Called before the commit that hides its first value; throws where it cannot be written. */
  add(session: Marked): void;
  /** These have redactions, by the database's word, and those it does not know about any more. Throws where it cannot be written. */
  settle(sessions: readonly Marked[]): void;
  /** Whether it had redactions of which the database at hand knows nothing. */
  isLost(asking: Asking): boolean;
  /** Whether it has redactions at all. */
  isNoted(asking: Asking): boolean;
}

/** @param known conversations that have redactions by the database at hand; none where there is no database */
export function createRedactionMarker(file: string, known: readonly Marked[]): RedactionMarker {
  let own = new Map(known.map((session) => [hashOf(session.key), session.client]));
  const read = readMarker(file);
  /** A marker that cannot be read may have named anybody. */
  let isBroken = read === null;
  let lost = (read ?? []).filter(({ key }) => !own.has(key));

  /** Whoever removes the file has been told, and takes it upon himself. */
  function lookAgain(): void {
    if (lost.length === 0 && !isBroken) return;
    if (statSync(file, { throwIfNoEntry: false })) return;
    lost = [];
    isBroken = false;
  }
  function write(): void {
    if (isBroken) return;
    const entries = [...lost, ...[...own].map(([key, client]) => ({ key, client }))];
    if (entries.length === 0) rmSync(file, { force: true });
    else writeDurably(file, `${JSON.stringify({ version: 1, sessions: entries })}\n`);
  }

  return {
    add({ key, client }) {
      lookAgain();
      const hash = hashOf(key);
      if (own.has(hash)) return;
      own.set(hash, client);
      try {
        write();
      } catch (error) {
        own.delete(hash);
        throw error;
      }
    },
    settle(sessions) {
      lookAgain();
      const next = new Map(sessions.map((session) => [hashOf(session.key), session.client]));
      if (next.size === own.size && [...next.keys()].every((key) => own.has(key))) return;
      own = next;
      write();
    },
    isLost(asking) {
      lookAgain();
      return isBroken || lost.some((entry) => isOf(entry, asking));
    },
    isNoted(asking) {
      lookAgain();
      return (
        isBroken ||
        lost.some((entry) => isOf(entry, asking)) ||
        [...own].some(([key, client]) => isOf({ key, client }, asking))
      );
    },
  };
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** One whose session only the body names may be any of its client's. */
const isOf = (entry: Entry, { key, client }: Asking): boolean =>
  key === null ? entry.client === client : entry.key === hashOf(key);

/** Null where there is one that cannot be read. */
function readMarker(file: string): readonly Entry[] | null {
  if (!statSync(file, { throwIfNoEntry: false })) return [];
  try {
    return MarkerFile.parse(JSON.parse(readFileSync(file, "utf8"))).sessions;
  } catch {
    return null;
  }
}
