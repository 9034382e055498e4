import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLibrary } from "@aperture/aperture/library/create-library";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ChildLine } from "./library-child.ts";
import { fillUp, mountSmallDisk } from "./small-disk.ts";
import { startStoreProcess } from "./store-process.ts";

let home: string;
let starter: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-library-kill-"));
  starter = join(home, "starter");
  mkdirSync(starter);
});
afterEach(() => rmSync(home, { recursive: true }));

const open = (at = home) =>
  createLibrary({ home: at, starter, projects: () => [], plugins: () => [], now: () => 0, log: { warn: () => {} } });
const files = (at = home): string[] => readdirSync(join(at, "library"), { recursive: true, encoding: "utf8" }).sort();
const whole = ["origins.json", "templates", ...["a", "b", "c", "d", "e"].map((name) => `templates/${name}.yml`)];

test("kill -9 during imports: all five items are of one round, the last that was told or the next, and nothing else is left", {
  timeout: 300_000,
}, async () => {
  const kills = process.env.APERTURE_DEEP === "1" ? 100 : 6;
  for (let kill = 0; kill < kills; kill++) {
    const child = startStoreProcess([home, starter], { program: "library-child.ts" });
    await child.line(1 + Math.floor(Math.random() * 20));
    // Somewhere inside of an import, which takes some milliseconds of flushing.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    await child.kill();
    const told = child.lines as ChildLine[];
    const done = Number(told.findLast((line) => line.startsWith("done"))?.split(" ")[1] ?? 0);
    const library = open();
    const rounds = new Set(library.list({}).map(({ description }) => description));
    expect(rounds.size).toBe(1);
    expect([`round ${done}`, `round ${done + 1}`]).toContain([...rounds][0]);
    const { items } = JSON.parse(readFileSync(join(home, "library/origins.json"), "utf8"));
    expect(new Set(items.map(({ from }: { from: string }) => from))).toEqual(rounds);
    expect(library.list({}).every(({ source }) => source === "pack")).toBe(true);
    expect(files()).toEqual(whole);
    await library.close();
    rmSync(join(home, "library"), { recursive: true });
  }
});

test("a full disk: the import is refused with the reason, what was there stays, and nothing is left behind", () => {
  const disk = mountSmallDisk(join(home, "disk"), 256);
  if (disk === null) return;
  try {
    const library = open(disk.path);
    const item = (description: string) =>
      (["a", "b"] as const).map((name) => ({
        kind: "template" as const,
        name,
        text: `kind: template\nname: ${name}\ndescription: ${description}\n# ${"x".repeat(5_000)}\n`,
      }));
    const origin = { source: "pack", signer: null, from: null } as const;
    library.writeImported(item("old"), origin);
    const before = files(disk.path);
    fillUp(join(disk.path, "full"));
    expect(() => library.writeImported(item("new"), origin)).toThrow(/home folder .* cannot be used: ENOSPC/);
    expect(() => library.write("template", "a", item("new")[0]!.text)).toThrow(/ENOSPC/);
    expect(library.list({}).map(({ description }) => description)).toEqual(["old", "old"]);
    expect(files(disk.path)).toEqual(before);
    rmSync(join(disk.path, "full"));
    library.writeImported(item("new"), origin);
    expect(library.list({}).map(({ description }) => description)).toEqual(["new", "new"]);
  } finally {
    disk.release();
  }
});
