/** Milliseconds before reconnect number `attempt` (0-based): 250 ms doubling up to 5 s, so a restart is noticed soon. */
export const backoff = (attempt: number): number => Math.min(250 * 2 ** attempt, 5_000);
