import { setTimeout as sleep } from "node:timers/promises";
import { ApertureClient } from "@aperture/sdk";

/** Completed turns over all sessions and requests that came, as the API tells them once bookkeeping is done. */
export async function recordedTurns(baseUrl: string): Promise<{ turns: number; sent: number }> {
  const api = new ApertureClient({ baseUrl });
  await sleep(500);
  let turns = 0;
  let after: string | null | undefined;
  do {
    const page = await api.sessions({ limit: 1_000, ...(after ? { after } : {}) });
    for (const session of page.sessions) turns += session.turns;
    after = page.next;
  } while (after);
  return { turns, sent: (await api.health()).requests.total };
}
