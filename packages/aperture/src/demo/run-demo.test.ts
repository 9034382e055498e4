import { ApertureClient } from "@aperture/sdk";
import { expect, test } from "vitest";
import { runDemo } from "./run-demo.ts";

test("the whole demo: recorded turn by turn, stays up until told to end, leaves nothing open", {
  timeout: 60_000,
}, async () => {
  const end = new AbortController();
  const told: string[] = [];
  const opened = Promise.withResolvers<{ proxy: number; api: number }>();
  const running = runDemo({
    speed: 1_000,
    signal: end.signal,
    out: { write: (text) => told.push(text) },
    port: 0,
    apiPort: 0,
    ready: opened.resolve,
  });
  const ports = await opened.promise;
  const client = new ApertureClient({ baseUrl: `http://127.0.0.1:${ports.api}` });
  await expect.poll(() => told.join(""), { timeout: 30_000 }).toContain("The page stays up");
  await expect.poll(async () => (await client.sessions()).sessions[0]?.turns, { timeout: 10_000 }).toBe(15);
  const [session] = (await client.sessions()).sessions;
  expect(session?.client).toBe("claude-code");
  expect(session?.lanes.map((lane) => lane.kind).toSorted()).toEqual(["main", "side"]);
  expect(session?.usage.cacheRead).toBeGreaterThan(100_000);
  expect(told.join("")).toContain(`The page: http://127.0.0.1:${ports.api}`);
  end.abort();
  await running;
  await expect(client.health()).rejects.toThrow();
});

test("a signal that is aborted already ends it before anything is played", { timeout: 20_000 }, async () => {
  const told: string[] = [];
  await runDemo({
    speed: 1,
    signal: AbortSignal.abort(),
    out: { write: (text) => told.push(text) },
    port: 0,
    apiPort: 0,
  });
  expect(told.join("")).not.toContain("agent:");
});
