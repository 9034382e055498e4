import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isInside, readStagedFile } from "./read-staged-file.ts";
import { readStagedGlob } from "./read-staged-glob.ts";

let root: string;
let project: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "aperture-staged-")));
  project = join(root, "project");
  mkdirSync(join(project, "docs/deep"), { recursive: true });
  writeFileSync(join(project, "docs/style.md"), "Use tabs.\n");
  writeFileSync(join(root, "secret.txt"), "root's own");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string, mayLeave = false, folder: string | null = project) =>
  readStagedFile(folder, path, { mayLeave });

describe("a file", () => {
  test("is read by its path from the project, or whole", async () => {
    expect((await read("docs/style.md"))?.text).toBe("Use tabs.\n");
    expect((await read(join(project, "docs/style.md")))?.text).toBe("Use tabs.\n");
    expect((await read("docs/deep/../style.md"))?.text).toBe("Use tabs.\n");
  });

  test("is not read again while it is the same", async () => {
    const first = await read("docs/style.md");
    const options = { mayLeave: false, version: first!.version };
    expect(await readStagedFile(project, "docs/style.md", options)).toBeNull();
    writeFileSync(join(project, "docs/style.md"), "Use two.!\n");
    utimesSync(join(project, "docs/style.md"), 1, 1);
    expect((await readStagedFile(project, "docs/style.md", options))?.text).toBe("Use two.!\n");
  });

  test.each([
    ["..", "../secret.txt"],
    ["a whole path", () => join(root, "secret.txt")],
    ["a link to a file", "link.txt"],
    ["a link to a folder", "up/secret.txt"],
    ["a link to a link", "again.txt"],
  ])("outside the project is only for who may leave it: %s", async (_, path) => {
    symlinkSync(join(root, "secret.txt"), join(project, "link.txt"));
    symlinkSync(root, join(project, "up"));
    symlinkSync("link.txt", join(project, "again.txt"));
    const way = typeof path === "string" ? path : path();
    await expect(read(way)).rejects.toThrow("it is outside the session's project");
    expect((await read(way, true))?.text).toBe("root's own");
  });

  test("links within the project are followed, and a project may itself be one", async () => {
    symlinkSync("docs/style.md", join(project, "near.md"));
    expect((await read("near.md"))?.text).toBe("Use tabs.\n");
    symlinkSync(project, join(root, "alias"));
    expect((await read("docs/style.md", false, join(root, "alias")))?.text).toBe("Use tabs.\n");
  });

  test("a folder whose name only begins alike is outside", () => {
    expect(isInside("/a/project", "/a/project-2/x")).toBe(false);
    expect(isInside("/a/project", "/a/project/..x")).toBe(true);
    expect(isInside("/a/project", "/a")).toBe(false);
    expect(isInside("/a/project", "/a/project")).toBe(true);
  });

  test.each([
    ["missing", "docs/none.md", "there is no such file"],
    ["below a file", "docs/style.md/x", "there is no such file"],
    ["a folder", "docs", "it is no file"],
    ["a zero byte", "docs/\0", "the path holds a zero byte"],
    ["links in a circle", "round", "its links lead in a circle"],
    ["no text", "image.bin", "it is no text"],
    ["a pipe that nobody writes to", "pipe", "it is no file"],
  ])("%s", async (_, path, reason) => {
    symlinkSync("round", join(project, "round"));
    writeFileSync(join(project, "image.bin"), Buffer.from([0x89, 0x50, 0, 1]));
    execFileSync("mkfifo", [join(project, "pipe")]);
    await expect(read(path)).rejects.toThrow(reason);
  });

  test("without a project only a whole path leads anywhere, and only for who may leave", async () => {
    await expect(read("docs/style.md", true, null)).rejects.toThrow("no project to look it up in");
    await expect(read(join(root, "secret.txt"), false, null)).rejects.toThrow("outside");
    expect((await read(join(root, "secret.txt"), true, null))?.text).toBe("root's own");
  });

  test("of a long one the beginning is read", async () => {
    writeFileSync(join(project, "long.txt"), "x".repeat(1_500_000));
    expect((await read("long.txt"))?.text.length).toBe(1_000_000);
  });
});

describe("a pattern", () => {
  beforeEach(() => {
    writeFileSync(join(project, "docs/deep/b.md"), "deep");
    writeFileSync(join(project, "docs/a.txt"), "a");
    writeFileSync(join(project, "docs/image.md"), Buffer.from([1, 0, 2]));
    mkdirSync(join(project, "node_modules/docs"), { recursive: true });
    writeFileSync(join(project, "node_modules/docs/x.md"), "theirs");
    symlinkSync(join(root, "secret.txt"), join(project, "docs/secret.md"));
    symlinkSync(root, join(project, "docs/up"));
  });

  test("is held against paths from the project; links and other people's files are left out", async () => {
    expect(await readStagedGlob(project, "docs/**/*.md")).toBe(
      "--- docs/deep/b.md ---\ndeep\n\n--- docs/style.md ---\nUse tabs.\n\n[1 more files match and are left out]",
    );
    expect(await readStagedGlob(project, "./docs/*.{txt,rst}")).toBe("--- docs/a.txt ---\na\n");
  });

  test("does not find by the end of a path alone", async () => {
    await expect(readStagedGlob(project, "deep/*.md")).rejects.toThrow("no file matches");
    await expect(readStagedGlob(project, "*.md")).rejects.toThrow("no file matches");
  });

  test("without a readable text there is nothing to stage", async () => {
    await expect(readStagedGlob(project, "docs/image.md")).rejects.toThrow("none of the files");
  });

  test("more files than anybody reads are counted, not read", async () => {
    mkdirSync(join(project, "many"));
    for (let n = 0; n < 230; n++) writeFileSync(join(project, `many/${n}.md`), "x");
    const text = await readStagedGlob(project, "many/*");
    expect(text.match(/^---/gm)).toHaveLength(200);
    expect(text).toMatch(/\[30 more files match and are left out\]$/);
  });
});
