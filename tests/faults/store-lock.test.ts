import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Lock, lockHome } from "@aperture/aperture/store/home-lock";
import { openStore } from "@aperture/aperture/store/open-store";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { skip, startStoreProcess } from "./store-process.ts";

let parent: string;
let home: string;
const locks: Lock[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "aperture-lock-"));
  home = join(parent, "home");
});
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  rmSync(parent, { recursive: true });
});

function lock(): Lock {
  const taken = lockHome(home);
  locks.push(taken);
  return taken;
}
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test("the home is made 0700, everything in it 0600", () => {
  lock();
  const store = openStore({ file: join(home, "aperture.db") });
  store.events.append("client-cancelled", { phase: "x" });
  expect(mode(home)).toBe("700");
  for (const name of ["aperture.db", "aperture.db-wal", "aperture.db-shm", "aperture.pid"]) {
    expect([name, mode(join(home, name))]).toEqual([name, "600"]);
  }
  store.close();
});

test("a database that others could read is closed to them", () => {
  mkdirSync(home, { mode: 0o700 });
  const file = join(home, "aperture.db");
  openStore({ file }).close();
  chmodSync(file, 0o644);
  openStore({ file }).close();
  expect(mode(file)).toBe("600");
});

test("a second instance is refused with the pid of the first, in this and in another process", async () => {
  lock();
  expect(() => lock()).toThrow(
    expect.objectContaining({ code: "already_running", exit: 4, facts: { home, pid: process.pid } }),
  );
  const child = startStoreProcess(["hold", home]);
  expect(await child.line(0)).toBe(`already_running ${process.pid}`);
  await child.ended;
});

test("a lock that was released can be taken", async () => {
  const first = startStoreProcess(["hold", home]);
  expect(await first.line(0)).toBe("held");
  expect(readFileSync(join(home, "aperture.pid"), "utf8")).toBe(`${first.process.pid}\n`);
  first.process.stdin?.end();
  expect(await first.line(1)).toBe("released");
  await first.ended;
  lock().release();
  lock();
});

test("kill -9 of the holder frees the home at once, whoever has its pid now", async () => {
  for (let round = 0; round < 3; round += 1) {
    const child = startStoreProcess(["hold", home]);
    expect(await child.line(0)).toBe("held");
    await child.kill();
    // As after a reboot: the number in the file belongs to a living process that is no Aperture.
    writeFileSync(join(home, "aperture.pid"), `${process.ppid}\n`);
    lock().release();
    expect(readFileSync(join(home, "aperture.pid"), "utf8")).toBe(`${process.pid}\n`);
  }
});

test("of eight that start at once exactly one gets the home", async () => {
  const children = Array.from({ length: 8 }, () => startStoreProcess(["hold", home]));
  const answers = await Promise.all(children.map((child) => child.line(0)));
  expect(answers.filter((answer) => answer === "held")).toHaveLength(1);
  expect(answers.filter((answer) => answer.startsWith("already_running"))).toHaveLength(7);
  await Promise.all(children.map((child) => child.kill()));
});

test("a home that is no folder is refused by name", () => {
  writeFileSync(home, "");
  expect(() => lock()).toThrow(expect.objectContaining({ code: "home_unusable", exit: 2 }));
});

test("two stores on one file without the lock: the second write waits for nobody and is not lost for good", () => {
  mkdirSync(home);
  const file = join(home, "aperture.db");
  const one = openStore({ file });
  const two = openStore({ file });
  one.transaction(() => {
    one.events.append("client-cancelled", { phase: "one" });
    try {
      two.events.append("client-cancelled", { phase: "two" });
      expect.unreachable("two writers at once");
    } catch (error) {
      expect(ApertureError.is(error) && error.code).toBe("store_unavailable");
      expect(two.trouble()).toMatch(/another program is writing/);
    }
  });
  two.events.append("client-cancelled", { phase: "two" });
  expect(two.trouble()).toBeNull();
  expect(one.events.since(0, 10).events.map(({ type }) => type)).toEqual([
    "client-cancelled",
    "store-degraded",
    "store-recovered",
    "client-cancelled",
  ]);
  one.close();
  two.close();
});

test("a folder that may not be written: store_unavailable, and nothing is quarantined", async () => {
  mkdirSync(home, { mode: 0o700 });
  const file = join(home, "aperture.db");
  openStore({ file }).close();
  const root = process.getuid?.() === 0;
  // Root may write anywhere: another user must try, who can see the folder but not change it.
  chmodSync(parent, 0o755);
  chmodSync(file, root ? 0o644 : 0o400);
  chmodSync(home, root ? 0o755 : 0o500);
  const child = startStoreProcess(["open", file], root ? { uid: 65_534 } : {});
  const answer = await child.line(0).catch(() => null);
  chmodSync(home, 0o700);
  if (answer === null) return skip("another user cannot run the tests' program here");
  expect(answer).toBe("store_unavailable");
  expect(existsSync(file)).toBe(true);
  openStore({ file }).close();
});
