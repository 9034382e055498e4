import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { pluginFiles } from "@aperture/host/install/testing/test-registry";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** Somebody else's repository: nothing that it names is run, nothing of it leads anywhere, nothing of it stays. */

let work: string;
let repository: string;
let client: WatchedSources;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "aperture-hostile-git-"));
  repository = join(work, "repository");
  mkdirSync(repository);
  git("init", "--quiet", "--initial-branch=main");
  for (const [path, bytes] of pluginFiles("git-helper")) write(path, bytes);
  commit();
  client = watchedSources();
});
afterEach(() => {
  client.remove();
  rmSync(work, { recursive: true, force: true });
});

const git = (...args: string[]): string =>
  execFileSync("git", ["-C", repository, ...args], {
    encoding: "utf8",
    stdio: "pipe",
    env: {
      PATH: process.env.PATH,
      HOME: work,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.org",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.org",
    },
  }).trim();
const write = (path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), content);
};
const commit = (): string => {
  git("add", "--all", "--force");
  git("commit", "--quiet", "--allow-empty", "-m", "x");
  return git("rev-parse", "HEAD");
};
const address = (ref = ""): string => `git+${pathToFileURL(repository).href}${ref}`;
const refusal = (spec = address()) => client.refusal((sources) => sources.resolve(spec));

test("an honest one: by branch, tag and commit; newer ones are found", async () => {
  const first = git("rev-parse", "HEAD");
  git("tag", "-a", "v1.0.0", "-m", "one");
  const before = client.fingerprint();
  const { provenance, found, signer, warnings } = await client.sources.resolve(address("#main"));
  expect(provenance).toMatchObject({ kind: "git", resolved: first, archive: null, publisher: null });
  expect([found.manifest.name, signer]).toEqual(["git-helper", null]);
  expect(warnings).toEqual([expect.stringContaining("nobody signed it")]);
  expect(await client.sources.newest(provenance, "1.0.0")).toBeNull();
  write("aperture.plugin.json", pluginFiles("git-helper", "1.1.0").get("aperture.plugin.json")!);
  commit();
  expect(await client.sources.newest(provenance, "1.0.0")).toMatchObject({ version: "1.1.0", spec: address("#main") });
  expect((await client.sources.resolve(address("#v1.0.0"))).provenance.resolved).toBe(first);
  expect((await client.sources.resolve(address(`#${first}`))).found.manifest.version).toBe("1.0.0");
  expect((await client.sources.resolve(address())).found.manifest.version).toBe("1.1.0");
  expect(client.fingerprint()).toBe(before);
});

describe("a repository", () => {
  test("with a symbolic link", async () => {
    symlinkSync("/etc/passwd", join(repository, "secrets"));
    commit();
    expect((await refusal()).message).toMatch(/"secrets" is a symbolic link/);
  });

  test("with a submodule", async () => {
    git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},inner`);
    git("commit", "--quiet", "-m", "x");
    expect((await refusal()).message).toMatch(/"inner" is a submodule/);
  });

  test("without what was built, with dependencies, with an install script", async () => {
    rmSync(join(repository, "plugin.js"));
    commit();
    expect((await refusal()).message).toMatch(/its entry plugin\.js is not in it; build first/);
    write("plugin.js", "export default { stages: {} };");
    write("package.json", '{"dependencies":{"a":"1"}}');
    commit();
    expect((await refusal()).message).toMatch(/dependencies \(a\)/);
    write("package.json", '{"scripts":{"prepare":"id"}}');
    commit();
    expect((await refusal()).message).toMatch(/install script/);
  });

  test("with filters, attributes and hooks: none is run", async () => {
    const ran = join(work, "ran");
    write(".gitattributes", "* filter=evil diff=evil\n");
    git("config", "filter.evil.smudge", `touch ${ran}`);
    git("config", "filter.evil.required", "true");
    git("config", "uploadpack.packObjectsHook", `touch ${ran}; "$@"`);
    write(".git/hooks/post-checkout", `#!/bin/sh\ntouch ${ran}\n`);
    execFileSync("chmod", ["+x", join(repository, ".git/hooks/post-checkout")]);
    git("-c", "filter.evil.required=false", "add", "--all");
    git("-c", "filter.evil.required=false", "commit", "--quiet", "-m", "x");
    rmSync(ran, { force: true });
    expect((await client.sources.resolve(address())).found.manifest.name).toBe("git-helper");
    expect(existsSync(ran)).toBe(false);
  });

  test("that sends to another protocol", async () => {
    write(
      ".git/config",
      `[core]\n\trepositoryformatversion = 0\n\tbare = false\n[url "ext::sh -c touch% ${join(work, "ran")}"]\n\tinsteadOf = file://\n`,
    );
    await client.sources.resolve(address());
    expect(existsSync(join(work, "ran"))).toBe(false);
  });

  test("that is not there, or has no such branch", async () => {
    expect(await refusal(`git+${pathToFileURL(join(work, "nowhere")).href}`)).toMatchObject({
      code: "plugin_source_failed",
    });
    expect((await refusal(address("#nothing"))).message).toMatch(/couldn't find remote ref nothing/);
  });
});

test("without git: how it is", async () => {
  const without = watchedSources({ git: join(work, "no-git") });
  try {
    const said = await without.refusal((sources) => sources.resolve(address()));
    expect(said.message).toContain("git is not installed");
  } finally {
    without.remove();
  }
});

test("a server that sends without end is ended when it is too much", async () => {
  const flood = join(work, "git");
  // As large as the real thing would be, without its bytes.
  writeFileSync(
    flood,
    `#!/bin/sh\ncase "$*" in *fetch*) mkdir -p repo/.git/objects/pack; truncate -s 900M repo/.git/objects/pack/tmp; sleep 600;; esac\n`,
    { mode: 0o755 },
  );
  const flooded = watchedSources({ git: flood });
  try {
    const said = await flooded.refusal((sources) => sources.resolve(address()));
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("sends more than 200 MB") as unknown,
    });
  } finally {
    flooded.remove();
  }
});

test("a server that never says anything is ended in time, with all that it started", async () => {
  const slow = join(work, "git");
  writeFileSync(slow, `#!/bin/sh\nsleep 600 &\necho $! > ${join(work, "child")}\nwait\n`, { mode: 0o755 });
  const waiting = watchedSources({ git: slow, limits: { archiveMs: 500 } });
  try {
    const said = await waiting.refusal((sources) => sources.resolve(address()));
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("took longer than 1 s") as unknown,
    });
    const child = Number(execFileSync("cat", [join(work, "child")], { encoding: "utf8" }));
    expect(() =>
      execFileSync("sh", ["-c", `kill -0 ${child} 2>/dev/null && ! grep -q "State:.Z" /proc/${child}/status`]),
    ).toThrow();
  } finally {
    waiting.remove();
  }
});
