import type { ApertureClient } from "@aperture/sdk";
import { sleep } from "../../daemon/sleep.ts";

/** Recording is behind the bytes; an agent may end as soon as it has its answer. */
const patience = 1_500;

/**
 * Whether a session with this label spoke since `startedAt` (ISO 8601). Null when the daemon cannot be asked, or when
 * requests came that belong to no session: then nothing can be said about this run.
 */
export async function checkArrival(
  client: ApertureClient,
  label: string,
  startedAt: string,
  requestsBefore: number,
): Promise<boolean | null> {
  const deadline = Date.now() + patience;
  try {
    for (;;) {
      if (await sessionSpoke(client, label, startedAt)) return true;
      if (Date.now() > deadline) break;
      await sleep(100);
    }
    return (await client.health()).requests.total === requestsBefore ? false : null;
  } catch {
    return null;
  }
}

/** Sessions come newest first, so the first page holds everything that spoke lately. */
export async function sessionSpoke(client: ApertureClient, label: string, since: string): Promise<boolean> {
  const { sessions } = await client.sessions({ limit: 100 });
  return sessions.some((session) => session.label === label && session.lastSeen >= since);
}
