/** What was published less than this ago is not installed by itself: DESIGN §7. */
export const COOLDOWN_MS = 24 * 60 * 60_000;

/** Until when a version cools down, epoch ms; null: it has, or nobody says when it was published. */
export function coolsUntil(publishedAt: string | null, now: number): number | null {
  const published = publishedAt === null ? Number.NaN : Date.parse(publishedAt);
  if (Number.isNaN(published)) return null;
  // A clock that is ahead, theirs or ours, must not make it wait for longer than the rule says.
  const until = Math.min(published, now) + COOLDOWN_MS;
  return until > now ? until : null;
}
