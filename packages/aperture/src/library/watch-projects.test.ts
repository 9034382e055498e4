import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FileChange, type ProjectWatch, type WatchedProject, watchProjects } from "./watch-projects.ts";

let folder: string;
let told: FileChange[];
let others: number;
let warnings: string[];
let projects: WatchedProject[];
let watching: ProjectWatch;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "aperture-watch-")));
  told = [];
  others = 0;
  warnings = [];
  projects = [{ folder, watch: ["src/**/*.ts", "notes.md"] }];
  watching = watchProjects({
    projects: () => projects,
    changed(changes, more) {
      told.push(...changes);
      others += more;
    },
    warn: (message) => void warnings.push(message),
    settle: 20,
  });
});
afterEach(async () => {
  await watching.close();
  rmSync(folder, { recursive: true });
});

const write = (path: string, text = "x"): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const lines = () => told.map(({ path, what }) => `${what} ${path}`).sort();

test("files of the globs are told when they come, change and go; others are not", async () => {
  write("src/a.ts");
  write("notes.md");
  await watching.refresh();
  write("src/a.ts", "changed");
  write("src/deep/b.ts");
  for (const path of [
    "src/a.js",
    "other/src/c.ts",
    "node_modules/x/src/d.ts",
    ".git/notes.md",
    "src/node_modules/e.ts",
  ])
    write(path);
  rmSync(join(folder, "notes.md"));
  await expect.poll(lines).toEqual(["added src/deep/b.ts", "changed src/a.ts", "removed notes.md"]);
  expect(told[0]?.project).toBe(folder);
  expect(warnings).toEqual([]);
});

test("no link is followed, neither to a file nor to a folder", async () => {
  const outside = realpathSync(mkdtempSync(join(tmpdir(), "aperture-outside-")));
  try {
    writeFileSync(join(outside, "secret.ts"), "x");
    mkdirSync(join(folder, "src"));
    symlinkSync(outside, join(folder, "src/linked"));
    symlinkSync(join(outside, "secret.ts"), join(folder, "src/link.ts"));
    await watching.refresh();
    writeFileSync(join(outside, "secret.ts"), "changed");
    writeFileSync(join(outside, "new.ts"), "x");
    write("src/last.ts");
    await expect.poll(lines).toEqual(["added src/last.ts"]);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

test("a thousand at once are the first fifty and a number", async () => {
  mkdirSync(join(folder, "src"));
  await watching.refresh();
  for (let n = 0; n < 120; n++) writeFileSync(join(folder, `src/${n}.ts`), "x");
  await expect.poll(() => told.length + others).toBe(120);
  expect(told.length).toBeLessThan(120);
});

test("a project in which nobody works any more is not watched; one with other globs is watched for those", async () => {
  write("src/a.ts");
  await watching.refresh();
  projects = [];
  await watching.refresh();
  write("src/a.ts", "unseen");
  projects = [{ folder, watch: ["docs/*.md"] }];
  await watching.refresh();
  write("src/b.ts");
  write("docs/c.md");
  await expect.poll(lines).toEqual(["added docs/c.md"]);
});

test("a folder that is gone is no trouble, nor is closing twice", async () => {
  projects = [{ folder: join(folder, "nowhere"), watch: ["**"] }];
  await watching.refresh();
  await watching.close();
  await watching.close();
});
