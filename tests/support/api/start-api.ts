import { seedConversation } from "@aperture/aperture/api/testing/seed";
import { createTestApi, type TestApi } from "@aperture/aperture/api/testing/test-api";
import { createPeerCheck } from "@aperture/aperture/gate/peer-uid";
import { ApertureClient } from "@aperture/sdk";

export interface StartedApi extends TestApi {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly client: ApertureClient;
  /** Everything that a refused request must not have changed, audit events apart. */
  readonly state: () => unknown;
  /** Codes in the audit trail, oldest first. */
  readonly refusals: () => string[];
}

/** The real API on both loopback addresses of a free port, with the real peer check and two sessions in its store. */
export async function startApi(options: Parameters<typeof createTestApi>[0] = {}): Promise<StartedApi> {
  // The clock is real: the audit trail is limited by the second.
  const aperture = createTestApi({
    now: Date.now,
    peers: createPeerCheck({ uid: process.getuid?.() ?? 0 }),
    ...options,
  });
  seedConversation(aperture.store, 6, { label: "first", lastSeen: 1_000 });
  seedConversation(aperture.store, 6, { label: "second", lastSeen: 2_000 });
  const port = await aperture.api.listen();
  const origin = `http://127.0.0.1:${port}`;
  const { store } = aperture;
  const log = () => store.events.since(0, 10_000).events;
  return {
    ...aperture,
    port,
    origin,
    client: new ApertureClient({ baseUrl: origin, token: () => aperture.token }),
    state: () => ({
      sessions: store.sessions.list({ limit: 100 }),
      blocks: [1, 2].map((n) => store.blocks.countOfSession(n)),
      run: store.runs.byLabel("evil") ?? null,
      events: log().filter((event) => event.type !== "gate-refused").length,
      shutdowns: aperture.shutdowns(),
      failures: aperture.failures.length,
    }),
    refusals: () => log().flatMap((event) => (event.type === "gate-refused" ? [event.data.reason] : [])),
  };
}
