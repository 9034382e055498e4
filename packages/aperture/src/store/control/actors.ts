import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { NoteRecord } from "../control-records.ts";
import { inSight } from "../in-sight.ts";

interface EffectRow {
  readonly state: string;
  readonly before: number | null;
  readonly tokens: number;
}

/** As the partial indexes of 003-plugins.ts say it: only so does SQLite know that they answer. */
const byPlugin = "actor = ? AND actor >= 'plugin:' AND actor < 'plugin;'";

/** What plugins left behind. */
export function createActors(connection: Connection): ControlTables["actors"] {
  const operated = connection.prepare<{ session: number }>(
    `SELECT session FROM operations WHERE ${byPlugin} AND ${inSight} GROUP BY actor, session`,
  );
  const changed = connection.prepare<{ session: number }>(
    `SELECT session FROM changes WHERE ${byPlugin} AND ${inSight} GROUP BY actor, session`,
  );
  const notes = connection.prepare<NoteRecord>(
    `SELECT n, block, session, actor, at, text FROM notes WHERE ${byPlugin} AND ${inSight} ORDER BY n`,
  );
  const effect = connection.prepare<EffectRow>(`SELECT state, changes.tokens, content_tokens.tokens AS before
    FROM changes LEFT JOIN content_tokens ON content_tokens.content = original_content
    WHERE ${byPlugin} AND state IN ('pending', 'applied', 'undo-pending') AND kind <> 'redact' AND ${inSight}`);
  return {
    sessionsOf(actor) {
      const sessions = [...operated.all(actor), ...changed.all(actor)].map(({ session }) => session);
      return [...new Set(sessions)].sort((a, b) => a - b);
    },
    notesOf: (actor) => notes.all(actor),
    effectOf(actor) {
      const sum = { tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 };
      for (const { state, before, tokens } of effect.all(actor)) {
        // Not counted yet, or an insert: what it says is all that is known.
        const saved = before === null ? -tokens : before - tokens;
        if (saved > 0) sum.tokensSaved += saved;
        else sum.tokensAdded -= saved;
        sum[state === "pending" ? "pending" : "applied"] += 1;
      }
      return sum;
    },
  };
}
