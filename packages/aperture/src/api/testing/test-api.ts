import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Health } from "@aperture/sdk";
import type { Config } from "../../config/config.ts";
import { createHolds } from "../../control/holds.ts";
import { createInsight } from "../../control/insight/create-insight.ts";
import { createStaging } from "../../control/staging/staging.ts";
import type { FakeGovernor } from "../../control/testing/fake-governor.ts";
import { createTestOperations } from "../../control/testing/test-operations.ts";
import type { PeerCheck } from "../../gate/peer-uid.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { ensureToken } from "../auth/token-file.ts";
import { type ApiOptions, type ApiServer, createApi } from "../create-api.ts";

export interface TestApi {
  readonly api: ApiServer;
  readonly store: Store;
  readonly governor: FakeGovernor;
  readonly home: string;
  readonly token: string;
  /** How often the API asked for a shutdown. */
  readonly shutdowns: () => number;
  /** Failures that were ours. */
  readonly failures: readonly unknown[];
  /** Moves the API's clock. */
  readonly advance: (milliseconds: number) => void;
  /** A request to the routes with the token. */
  readonly withToken: (path: string, init?: RequestInit) => Promise<Response>;
  readonly close: () => Promise<void>;
}

const own: PeerCheck = { ownerOf: async () => "own" };

/** The real API on a real store in a temporary home. */
export function createTestApi(options: Partial<ApiOptions> & Partial<Pick<Config, "auth" | "mode">> = {}): TestApi {
  const home = mkdtempSync(join(tmpdir(), "aperture-api-"));
  const store = openStore({ file: join(home, "aperture.db") });
  const token = ensureToken(home);
  const failures: unknown[] = [];
  let shutdowns = 0;
  let now = 1_700_000_000_000;
  const clock = (): number => now;
  const holds = createHolds({ store, now: clock });
  const isHolding = (session: number): boolean => holds.list(session).some(({ state }) => state === "armed");
  const { operations, governor } = createTestOperations(store, { now: clock, isHolding });
  const insight = createInsight({ store, prices: { date: "2026-01-01" }, control: governor.control });
  const api = createApi({
    store,
    control: { operations, holds, staging: createStaging({ store, now: clock }), insight },
    config: { apiPort: 0, auth: options.auth ?? "optional", home, mode: options.mode ?? "manual" },
    health: () => testHealth(home),
    token,
    page: null,
    peers: own,
    onShutdown: () => shutdowns++,
    now: clock,
    failed: (error) => failures.push(error),
    ...options,
  });
  return {
    api,
    store,
    governor,
    home,
    token,
    failures,
    shutdowns: () => shutdowns,
    advance(milliseconds) {
      now += milliseconds;
    },
    async withToken(path, init = {}) {
      return api.app.request(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
    },
    async close() {
      await api.close();
      store.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const testHealth = (home: string): Health => ({
  status: "ok",
  problems: [],
  version: "0.1.0",
  pid: 1,
  epoch: "e",
  startedAt: new Date(0).toISOString(),
  mode: "manual",
  ports: { proxy: 5400, api: 5401 },
  home,
  upstreams: {},
  requests: { total: 0, inFlight: 0, opaque: 0, failed: 0, cancelled: 0, failedOpen: 0, lastAt: null },
  gate: { refused: 0, peerCheck: "verified" },
});
