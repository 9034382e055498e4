import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation } from "@aperture/aperture/store/testing";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fillUp, mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { skip, startStoreProcess } from "./store-process.ts";

let home: string;
let disk: SmallDisk | null = null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-disk-"));
});
afterEach(() => {
  disk?.release();
  disk = null;
  rmSync(home, { recursive: true });
});

function smallDisk(kilobytes: number): string | null {
  disk = mountSmallDisk(join(home, "small"), kilobytes);
  return disk?.path ?? null;
}

test("a full disk: writes say so, everything stored can be read, and it recovers by itself", () => {
  const folder = smallDisk(4_000);
  if (folder === null) return;
  const file = join(folder, "aperture.db");
  const store = openStore({ file });
  const { session, lane } = startConversation(store, "a");
  const told: string[] = [];
  store.events.subscribe((event) => told.push(event.type));
  const texts: string[] = [];
  const write = (): void => {
    const text = `${texts.length} ${crypto.getRandomValues(Buffer.alloc(5_000)).toString("base64")}`;
    store.transaction(() => {
      addBlock(store, lane, text);
      store.events.append("client-cancelled", { phase: `${texts.length}` });
    });
    texts.push(text);
  };
  for (let n = 0; n < 10; n += 1) write();
  fillUp(join(folder, "filler"));

  let failure: unknown;
  for (let n = 0; n < 2_000 && failure === undefined; n += 1) {
    try {
      write();
    } catch (error) {
      failure = error;
    }
  }
  expect(ApertureError.is(failure) && failure.code).toBe("store_unavailable");
  expect(store.trouble()).toMatch(/full/);
  expect(() => write()).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  // Nothing was told that is not stored, nothing acknowledged is missing.
  expect(told).toHaveLength(texts.length);
  expect(store.events.bounds().last).toBe(texts.length);
  expect(store.blocks.ofSession(session.n).map(({ hash }) => store.contents.text(hash))).toEqual(texts);

  rmSync(join(folder, "filler"));
  told.length = 0;
  write();
  expect(told).toEqual(["store-degraded", "store-recovered", "client-cancelled"]);
  expect(store.trouble()).toBeNull();
  store.close();
  const again = openStore({ file });
  expect(again.blocks.countOfSession(session.n)).toBe(texts.length);
  const types = again.events.since(texts.length - 1, 10).events.map(({ type }) => type);
  expect(types).toEqual(["store-degraded", "store-recovered", "client-cancelled"]);
  again.close();
});

test("a disk that is full from the start: store_unavailable, and the next start works", () => {
  const folder = smallDisk(400);
  if (folder === null) return;
  const file = join(folder, "aperture.db");
  fillUp(join(folder, "filler"));
  expect(() => openStore({ file })).toThrow(expect.objectContaining({ code: "store_unavailable" }));
  rmSync(join(folder, "filler"));
  const store = openStore({ file });
  expect(store.events.since(0, 10).events).toEqual([]);
  store.close();
});

test("an input/output error (a file at its size limit): the same, in a process of its own", async () => {
  const child = startStoreProcess(["fill", join(home, "aperture.db")], { fileLimit: 2_048 });
  const failed = JSON.parse((await child.line(0)).replace("failed ", ""));
  expect(failed).toEqual({
    failure: "store_unavailable",
    trouble: expect.stringMatching(/input\/output error/),
    read: true,
    stored: true,
  });
  const lifted = spawnSync("prlimit", ["--pid", `${child.process.pid}`, "--fsize=unlimited"]);
  if (lifted.status !== 0) {
    await child.kill();
    return skip("there is no prlimit to lift the limit");
  }
  expect(JSON.parse((await child.line(1)).replace("recovered ", ""))).toEqual({
    told: ["store-degraded", "store-recovered", "client-cancelled"],
    trouble: null,
  });
  await child.ended;
});
