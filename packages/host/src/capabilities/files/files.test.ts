import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTestCapabilities, type TestCapabilities } from "../testing/test-capabilities.ts";

let home: string;
let project: string;
let made: TestCapabilities[];
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "aperture-files-")));
  project = join(home, "project");
  made = [];
  write("src/a.ts", "export const a = 1;");
  write("src/deep/b.ts", "b");
  write("docs/read me.md", "# Ä");
  write(".env", "KEY=1");
  write(".env.local", "KEY=2");
  write("config/prod.pem", "-----");
  write(".git/config", "[remote] url=https://token@host");
  write("../outside.txt", "outside");
});
afterEach(() => {
  for (const each of made) each.close();
  rmSync(home, { recursive: true, force: true });
});

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}
const create = (read: readonly string[], watch = false): TestCapabilities => {
  const each = createTestCapabilities({ permissions: { fs: { read, watch } }, projects: [project] });
  made.push(each);
  return each;
};
const everything = ["$PROJECT/**"];

describe("a file is read", () => {
  test("where a glob of the manifest matches", async () => {
    const tidy = create(["$PROJECT/docs/**", "$PROJECT/src/*.ts"]);
    expect(await tidy.call("fs.read", { path: "src/a.ts" })).toMatchObject({
      text: "export const a = 1;",
      bytes: 19,
      truncated: false,
    });
    expect(await tidy.call("fs.read", { path: "docs/read me.md", encoding: "base64" })).toMatchObject({
      text: Buffer.from("# Ä").toString("base64"),
    });
    expect(tidy.used).toEqual(["fs.read:$PROJECT/src/*.ts", "fs.read:$PROJECT/docs/**"]);
    expect((await tidy.refusal("fs.read", { path: "src/deep/b.ts" })).code).toBe("permission_denied");
  });

  test("to its first two megabytes", async () => {
    write("src/large.ts", Buffer.alloc(3_000_000, 97));
    const file = (await create(everything).call("fs.read", { path: "src/large.ts" })) as {
      text: string;
      bytes: number;
      truncated: boolean;
    };
    expect([file.text.length, file.bytes, file.truncated]).toEqual([2_097_152, 3_000_000, true]);
  });

  test.each([
    "../outside.txt",
    "src/../../outside.txt",
    "src/../src/a.ts",
    "/etc/passwd",
    "//etc/passwd",
    "src//a.ts",
    "./src/a.ts",
    "src\\a.ts",
    "..\\outside.txt",
    "src/a.ts\0.md",
    "C:/x",
    "src/a.ts/",
    ".git/config",
    ".GIT/config",
    ".git./config",
    ".git /config",
    ".gi\u200ct/config",
    "git~1/config",
    ".env",
    ".ENV",
    ".env.local",
    "config/prod.pem",
    ".ssh/id_rsa",
    "sub/.aws/credentials",
    "id_ed25519",
    "$PROJECT/../outside.txt",
    "%2e%2e/outside.txt/../../x",
  ])("never %j, though everything was granted", async (path) => {
    expect((await create(everything).refusal("fs.read", { path })).code).toBe("permission_denied");
  });

  test("an escaped name is a name: nothing is decoded", async () => {
    const { code, message } = await create(everything).refusal("fs.read", { path: "%2e%2e/outside.txt" });
    expect([code, message]).toEqual(["file_refused", "%2e%2e/outside.txt is refused: there is no such file"]);
  });

  test("with a key in it only where the manifest names it", async () => {
    const tidy = create(["$PROJECT/.env", "$PROJECT/**"]);
    expect(await tidy.call("fs.read", { path: ".env" })).toMatchObject({ text: "KEY=1" });
    expect((await tidy.refusal("fs.read", { path: ".env.local" })).code).toBe("permission_denied");
    expect((await create(["$PROJECT/.git/config"]).refusal("fs.read", { path: ".git/config" })).code).toBe(
      "permission_denied",
    );
  });

  test("of a live session's project alone, as the user grants it there", async () => {
    const tidy = create(everything);
    for (const folder of [home, "/", `${project}/`, `${project}/../project`, "/etc", ""])
      expect((await tidy.refusal("fs.read", { project: folder, path: "src/a.ts" })).code).toBe("invalid_input");
    expect(await tidy.call("fs.read", { project, path: "src/a.ts" })).toMatchObject({ bytes: 19 });
    tidy.grant({}, project);
    expect((await tidy.refusal("fs.read", { project, path: "src/a.ts" })).code).toBe("permission_denied");
  });
});

describe("links", () => {
  test.each([
    ["out of the project", "../outside.txt"],
    ["to anywhere", "/etc/passwd"],
    ["to what its name forbids", ".env"],
    ["into the repository", ".git/config"],
    ["to nothing", "nowhere"],
    ["to themselves", "link.ts"],
  ])("%s are refused", async (_, target) => {
    symlinkSync(target, join(project, "link.ts"));
    const { code, message } = await create(everything).refusal("fs.read", { path: "link.ts" });
    expect(code).toBe("file_refused");
    expect(message).not.toContain(home);
  });

  test("through folders are refused as well", async () => {
    symlinkSync(home, join(project, "up"));
    symlinkSync(".git", join(project, "repository"));
    const tidy = create(everything);
    for (const path of ["up/outside.txt", "repository/config"])
      expect((await tidy.refusal("fs.read", { path })).code).toBe("file_refused");
  });

  test("to a file that may be read are followed; to one that no glob means they are not", async () => {
    symlinkSync("src/a.ts", join(project, "ok.ts"));
    expect(await create(everything).call("fs.read", { path: "ok.ts" })).toMatchObject({ bytes: 19 });
    expect((await create(["$PROJECT/ok.ts"]).refusal("fs.read", { path: "ok.ts" })).code).toBe("file_refused");
  });

  test("a project that is one itself is where it leads", async () => {
    const alias = join(home, "alias");
    symlinkSync(project, alias);
    const tidy = createTestCapabilities({ permissions: { fs: { read: everything } }, projects: [alias] });
    made.push(tidy);
    expect(await tidy.call("fs.read", { path: "src/a.ts" })).toMatchObject({ bytes: 19 });
    expect(await tidy.call("fs.list", { glob: "src/*" })).toMatchObject({ files: [{ path: "src/a.ts" }] });
  });
});

test("what is no regular file is refused, and nothing waits for it", async () => {
  execFileSync("mkfifo", [join(project, "pipe.ts")]);
  mkdirSync(join(project, "folder.ts"));
  linkSync(join(project, "src/a.ts"), join(project, "hard.ts"));
  const tidy = create(everything);
  for (const path of ["pipe.ts", "folder.ts"])
    expect((await tidy.refusal("fs.read", { path })).code).toBe("file_refused");
  expect(await tidy.call("fs.read", { path: "hard.ts" })).toMatchObject({ bytes: 19 });
});

describe("a list", () => {
  test("has what both the manifest and the call mean, and no links, keys or repository", async () => {
    symlinkSync(home, join(project, "src/up"));
    symlinkSync("a.ts", join(project, "src/same.ts"));
    const tidy = create(everything);
    const paths = async (glob: string) =>
      ((await tidy.call("fs.list", { glob })) as { files: { path: string }[] }).files.map(({ path }) => path);
    expect(await paths("**")).toEqual(["docs/read me.md", "src/a.ts", "src/deep/b.ts"]);
    expect(await paths("src/**")).toEqual(["src/a.ts", "src/deep/b.ts"]);
    expect(await paths("$PROJECT/src/*")).toEqual(["src/a.ts"]);
    for (const glob of ["../**", "../*", "/etc/*", ".git/*", ".env", ".env*"]) expect(await paths(glob)).toEqual([]);
    expect(tidy.used).toContain("fs.read:$PROJECT/**");
  });

  test("says where it was cut", async () => {
    for (let n = 0; n < 12; n += 1) write(`many/${String(n).padStart(2, "0")}.ts`, "");
    const tidy = create(["$PROJECT/many/**"]);
    const cut = (await tidy.call("fs.list", { glob: "**", limit: 10 })) as {
      files: { path: string }[];
      truncated: boolean;
    };
    expect([cut.files.length, cut.files[0]?.path, cut.truncated]).toEqual([10, "many/00.ts", true]);
    expect(await tidy.call("fs.list", { glob: "**", limit: 12 })).toMatchObject({ truncated: false });
  });

  test("of a project that is gone says so", async () => {
    rmSync(project, { recursive: true });
    expect((await create(everything).refusal("fs.list", { glob: "**" })).code).toBe("file_refused");
  });
});

describe("watching", () => {
  const pathsTold = ({ told }: TestCapabilities): Set<string> =>
    new Set(told.flatMap(({ data }) => (data as { paths: string[] }).paths));

  test("tells of what may be read, also in new folders, and of nothing else", async () => {
    const tidy = create(["$PROJECT/src/**"], true);
    expect(await tidy.call("fs.watch", {})).toEqual({ watching: true });
    write("src/a.ts", "changed");
    write("src/new/c.ts", "new");
    write("docs/read me.md", "x");
    write("src/.env", "x");
    await expect.poll(() => [...pathsTold(tidy)], { timeout: 5_000 }).toContain("src/a.ts");
    await expect
      .poll(
        () => {
          write("src/new/c.ts", String(Math.random()));
          return [...pathsTold(tidy)];
        },
        { timeout: 5_000, interval: 150 },
      )
      .toContain("src/new/c.ts");
    expect(tidy.told.every(({ type }) => type === "fs-changed")).toBe(true);
    expect(tidy.told[0]?.data).toMatchObject({ project });
    expect([...pathsTold(tidy)].filter((path) => !path.startsWith("src/") || path.includes(".env"))).toEqual([]);
    expect(tidy.used).toEqual(["fs.watch"]);
  });

  test("ends when it is told to, when it is taken away, and with the plugin", async () => {
    const tidy = create(everything, true);
    await tidy.call("fs.watch", {});
    expect(await tidy.call("fs.watch", { watch: false })).toEqual({ watching: false });
    await tidy.call("fs.watch", {});
    tidy.grant({ fs: { read: everything, watch: false } }, project);
    write("src/a.ts", "changed");
    const other = create(everything, true);
    await other.call("fs.watch", {});
    write("src/a.ts", "changed again");
    await expect.poll(() => other.told.length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(tidy.told).toEqual([]);
    other.close();
    const before = other.told.length;
    write("src/a.ts", "and again");
    const witness = create(everything, true);
    await witness.call("fs.watch", {});
    write("src/a.ts", "at last");
    await expect.poll(() => witness.told.length, { timeout: 5_000 }).toBeGreaterThan(0);
    expect(other.told.length).toBe(before);
  });

  test("needs its own permission", async () => {
    const { code, message } = await create(everything).refusal("fs.watch", {});
    expect([code, message]).toEqual(["permission_denied", "tidy may not do this: it needs the permission fs.watch"]);
  });
});
