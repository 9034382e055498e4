import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaults } from "./config/defaults.ts";
import { startAperture } from "./main.ts";
import type { Store } from "./store/contract.ts";
import { openStore } from "./store/open-store.ts";
import { addBlock, startConversation, turnOf } from "./store/testing.ts";

/** The discard port: nobody listens there. */
const nowhere = "http://127.0.0.1:9";
let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-main-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function withStore<T>(work: (store: Store) => T): T {
  const store = openStore({ file: join(home, "aperture.db") });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

test("turns that a crash left running are failed ones after the next start, without an event for each", async () => {
  const lastEvent = withStore((store) => {
    const { lane } = startConversation(store, "a");
    const blocks = [addBlock(store, lane, "hello").n];
    store.turns.insert({ ...turnOf(lane, 1, blocks), outcome: "complete" });
    for (let number = 2; number < 30; number++) store.turns.insert(turnOf(lane, number, blocks));
    return store.events.bounds().last;
  });
  const config = { ...defaults, home, port: 0, apiPort: 0 };
  const running = await startAperture(config, { log: pino({ level: "silent" }) });
  await running.stop(0);
  withStore((store) => {
    const [first, ...others] = store.turns.ofSession(1, { limit: 50 }).toReversed();
    expect(first).toMatchObject({ outcome: "complete", error: null });
    expect(others).toHaveLength(28);
    for (const turn of others)
      expect(turn).toMatchObject({ outcome: "failed", error: "Aperture stopped before the answer ended" });
    expect(store.events.bounds().last).toBe(lastEvent);
  });
});

test.each([
  ["small", 1],
  ["larger than one read", 2_000],
])("a request to an upstream that cannot be reached is a failed turn with the reason: %s", async (_, times) => {
  const config = { ...defaults, home, port: 0, apiPort: 0, upstreams: { ...defaults.upstreams, anthropic: nowhere } };
  const running = await startAperture(config, { log: pino({ level: "silent" }) });
  const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "a long word ".repeat(times) }] });
  const answer = await fetch(`http://127.0.0.1:${running.ports.proxy}/v1/messages`, { method: "POST", body });
  expect(answer.status).toBe(503);
  await running.stop(0);
  withStore((store) => {
    expect(store.turns.ofSession(1, { limit: 9 })).toMatchObject([
      { outcome: "failed", status: null, error: expect.stringContaining("ECONNREFUSED"), blocks: [1] },
    ]);
    const types = store.events.since(0, 9).events.map(({ type }) => type);
    expect(types).toEqual(["session-started", "turn-started", "upstream-failed", "turn-recorded"]);
  });
});
