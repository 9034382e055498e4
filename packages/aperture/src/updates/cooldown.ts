/** What was published less than this ago is not installed by itself: DESIGN §7. */
export const COOLDOWN_MS = 24 * 60 * 60_000;

/**
 * Until when a version cools down, epoch ms; null: it has, or nobody says when it was published. `seenAt`: when it was first seen, epoch ms. A day
 * that is still to come says nothing of when it was published: then it counts from there.
 */
export function coolsUntil(publishedAt: string | null, seenAt: number, now: number): number | null {
  const published = publishedOn(publishedAt, now);
  if (published === null) return null;
  return later(published === "to come" ? seenAt : published, now);
}

/** As `coolsUntil`, where nobody looks on: of what nobody dates, it counts from when it was first seen. */
export function coolsBySafeUntil(publishedAt: string | null, seenAt: number, now: number): number | null {
  const published = publishedOn(publishedAt, now);
  return later(typeof published === "number" ? published : seenAt, now);
}

function publishedOn(publishedAt: string | null, now: number): number | "to come" | null {
  const published = publishedAt === null ? Number.NaN : Date.parse(publishedAt);
  if (Number.isNaN(published)) return null;
  return published > now ? "to come" : published;
}

/** A clock that was put back must not make it wait for longer than the rule says. */
function later(from: number, now: number): number | null {
  const until = Math.min(from, now) + COOLDOWN_MS;
  return until > now ? until : null;
}
