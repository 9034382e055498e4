import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@aperture/aperture/store/open-store";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Acknowledged } from "./control-child.ts";
import { startStoreProcess } from "./store-process.ts";

const rounds = process.env.APERTURE_DEEP === "1" ? 50 : 10;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-control-kill-"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("kill -9 during operations: none that was acknowledged is lost, none is there by half", {
  timeout: 300_000,
}, async () => {
  const file = join(home, "aperture.db");
  let acknowledged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const token = `round-${round}`;
    const child = startStoreProcess([file, token], { program: "control-child.ts" });
    await child.line(Math.floor(Math.random() * 600));
    await child.kill();
    const told = child.lines.map(readAcknowledged).filter((line) => line !== undefined);
    acknowledged += told.length;
    const store = openStore({ file });
    try {
      expect(readdirSync(home).filter((name) => name.includes("corrupt"))).toEqual([]);
      const session = store.sessions.byKey(token)?.n ?? 0;
      const pinned = new Set(store.control.settings.ofSession(session).map(({ block }) => block));
      for (const { operation, changes, pinned: block, undid } of told) {
        expect(store.control.operations.get(operation)?.session).toBe(session);
        expect(pinned).toContain(block);
        if (undid !== null) expect(store.control.operations.get(undid)?.undoneBy).toBe(operation);
        for (const { n, state, text } of changes) {
          const change = store.control.changes.get(n);
          expect(change).toMatchObject({ state, operation });
          expect(store.contents.text(change?.hash ?? "")).toBe(text);
        }
      }
      expect(store.control.changes.boundSessions()).toContain(session);
      // The last one may have been committed without being told: whole, with its three changes.
      for (const { n, blocks } of store.control.operations.ofSession(session, { limit: 1_000_000 })) {
        expect(store.control.changes.ofOperation(n).map(({ block }) => block)).toEqual(blocks);
      }
    } finally {
      store.close();
    }
  }
  console.log(`kill -9: ${rounds} times, ${acknowledged} operations acknowledged, 0 lost`);
  expect(acknowledged).toBeGreaterThan(100);
});

/** A line cut short by the kill tells nothing. */
function readAcknowledged(line: string): Acknowledged | undefined {
  try {
    return JSON.parse(line) as Acknowledged;
  } catch {
    return undefined;
  }
}
