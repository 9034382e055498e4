import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "./open-store.ts";
import { addBlock, startConversation, sweepAll } from "./testing.ts";

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-housekeeping-"));
  file = join(home, "aperture.db");
});
afterEach(() => rmSync(home, { recursive: true }));

test("the log is copied into the database when the store falls idle, not with the commit", async () => {
  const store = openStore({ file });
  const { lane } = startConversation(store, "a");
  const before = statSync(file).size;
  store.transaction(() => {
    for (let n = 0; n < 100; n += 1) addBlock(store, lane, `${n}`, crypto.getRandomValues(Buffer.alloc(5_000)));
  });
  expect(statSync(file).size).toBe(before);
  await expect.poll(() => statSync(file).size, { timeout: 10_000 }).toBeGreaterThan(before + 500_000);
  store.close();
});

test("closing while contents wait to be compressed: they stay readable, and the next start goes on", async () => {
  const text = "what a long text that is ".repeat(100_000);
  const store = openStore({ file });
  store.contents.put({ hash: "long", content: text });
  store.close();
  const again = openStore({ file });
  expect(again.contents.text("long")).toBe(text);
  const before = again.size();
  // Any commit is the occasion.
  again.events.append("client-cancelled", { phase: "x" });
  await expect.poll(() => again.size(), { timeout: 10_000 }).toBeLessThan(before - 2_000_000);
  expect(again.contents.text("long")).toBe(text);
  again.close();
});

test("a content removed while it is being compressed does not come back", async () => {
  const store = openStore({ file });
  const { session, lane } = startConversation(store, "a");
  const block = addBlock(store, lane, "gone soon ".repeat(500_000));
  // The batch is read at the first idle moment and compressed in the pool; the removal comes in between or before.
  await new Promise((resolve) => setTimeout(resolve, 2_002));
  store.sessions.remove(session.n);
  sweepAll(store);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(store.contents.text(block.hash)).toBeUndefined();
  expect(store.trouble()).toBeNull();
  store.close();
});

test("a content whose stored bytes are broken is store_unavailable, not a wrong text", async () => {
  const store = openStore({ file });
  store.contents.put({ hash: "text", content: "abc ".repeat(1_000) });
  store.close();
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(file);
  database.exec("UPDATE contents SET data = x'00010203'");
  database.close();
  const again = openStore({ file });
  expect(() => again.contents.text("text")).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  again.close();
});
