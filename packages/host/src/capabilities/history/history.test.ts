import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CapabilityOutput } from "@aperture/sdk";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestCapabilities, type TestCapabilities } from "../testing/test-capabilities.ts";

let template: string;
let home: string;
let project: string;
let tidy: TestCapabilities;
beforeAll(() => {
  template = mkdtempSync(join(tmpdir(), "aperture-history-template-"));
  project = template;
  git("init", "-q", "-b", "main");
  commit("first", { "src/a.ts": "1\n", "src/a.test.ts": "1\n", "README.md": "hello\n" });
  commit("second: with\ttab", { "src/a.ts": "1\n2\n", "src/a.test.ts": "2\n" });
  commit("third", { "src/a.ts": "1\n2\n3\n", "docs/ä b.md": "x\n" });
});
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "aperture-history-")));
  project = join(home, "project");
  cpSync(template, project, { recursive: true });
  tidy = createTestCapabilities({ permissions: { history: true }, projects: [project] });
});
afterEach(() => {
  tidy.close();
  rmSync(home, { recursive: true, force: true });
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

const identity = {
  GIT_AUTHOR_NAME: "Some One",
  GIT_AUTHOR_EMAIL: "some@one",
  GIT_COMMITTER_NAME: "x",
  GIT_COMMITTER_EMAIL: "x@y",
};
const git = (...args: string[]): string =>
  execFileSync("git", args, {
    cwd: project,
    env: { ...process.env, ...identity, GIT_CONFIG_GLOBAL: "/dev/null" },
  }).toString();
function write(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}
function commit(message: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) write(path, text);
  git("add", "-A");
  git("commit", "-q", "-m", message);
}
const log = async (input = {}): Promise<CapabilityOutput<"history.log">["commits"]> =>
  ((await tidy.call("history.log", input)) as CapabilityOutput<"history.log">).commits;

describe("the history of a project", () => {
  test("newest first, with what each commit changed", async () => {
    const commits = await log();
    expect(commits.map(({ subject, author, files }) => [subject, author, files])).toEqual([
      ["third", "Some One", ["docs/ä b.md", "src/a.ts"]],
      ["second: with\ttab", "Some One", ["src/a.test.ts", "src/a.ts"]],
      ["first", "Some One", ["README.md", "src/a.test.ts", "src/a.ts"]],
    ]);
    expect(commits[0]?.hash).toBe(git("rev-parse", "HEAD").trim());
    expect(new Date(commits[0]!.at).getTime()).toBeGreaterThan(0);
    expect((await log({ limit: 1 })).map(({ subject }) => subject)).toEqual(["third"]);
    expect((await log({ path: "README.md" })).map(({ subject }) => subject)).toEqual(["first"]);
    expect((await log({ from: "HEAD~1" })).map(({ subject }) => subject)).toEqual(["second: with\ttab", "first"]);
    expect(tidy.used).toContain("history");
  });

  test("of a folder in a repository is that folder's", async () => {
    const inner = createTestCapabilities({ permissions: { history: true }, projects: [join(project, "src")] });
    const { commits } = (await inner.call("history.log", {})) as CapabilityOutput<"history.log">;
    expect(commits[0]).toMatchObject({ subject: "third", files: ["a.ts"] });
    expect(await inner.call("history.show", { commit: "HEAD", path: "a.ts" })).toEqual({
      text: "1\n2\n3\n",
      truncated: false,
    });
    write("README.md", "changed\n");
    write("src/a.ts", "changed\n");
    expect(await inner.call("history.status", {})).toMatchObject({ changed: [{ path: "a.ts", state: "modified" }] });
    expect(JSON.stringify(await inner.call("history.diff", {}))).not.toContain("README");
    inner.close();
  });

  test("what changes together", async () => {
    expect(await tidy.call("history.files-changed-with", { path: "src/a.ts" })).toEqual({
      commits: 3,
      files: [
        { path: "src/a.test.ts", commits: 2 },
        { path: "README.md", commits: 1 },
        { path: "docs/ä b.md", commits: 1 },
      ],
    });
  });

  test("what is not committed", async () => {
    write("src/a.ts", "9\n");
    write("new file.txt", "x");
    rmSync(join(project, "README.md"));
    write("added.txt", "x");
    git("add", "added.txt");
    const state = (await tidy.call("history.status", {})) as CapabilityOutput<"history.status">;
    expect(state).toMatchObject({ branch: "main", head: git("rev-parse", "HEAD").trim() });
    expect(state.changed.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: "README.md", state: "deleted" },
      { path: "added.txt", state: "added" },
      { path: "new file.txt", state: "untracked" },
      { path: "src/a.ts", state: "modified" },
    ]);
  });

  test("differences, a file as it was, and who wrote which line", async () => {
    write("src/a.ts", "1\n2\n3\n4\n");
    expect(await tidy.call("history.diff", { path: "src/a.ts" })).toMatchObject({
      text: expect.stringContaining("\n+4\n"),
    });
    expect(await tidy.call("history.diff", { from: "HEAD~2", to: "HEAD~1" })).toMatchObject({
      text: expect.stringContaining("\n+2\n"),
    });
    expect(await tidy.call("history.show", { commit: "HEAD~2", path: "src/a.ts" })).toEqual({
      text: "1\n",
      truncated: false,
    });
    const { lines } = (await tidy.call("history.blame", {
      path: "src/a.ts",
      first: 2,
      last: 3,
    })) as CapabilityOutput<"history.blame">;
    expect(lines.map(({ line, text, author }) => [line, text, author])).toEqual([
      [2, "2", "Some One"],
      [3, "3", "Some One"],
    ]);
  });

  test("where there is none, it is said", async () => {
    rmSync(join(project, ".git"), { recursive: true });
    const { code, message } = await tidy.refusal("history.log", {});
    expect(code).toBe("history_unreadable");
    expect(message).toContain("not a git repository");
  });
});

describe("arguments stay arguments", () => {
  test.each([
    "--output=/tmp/x",
    "-p",
    "--all",
    "HEAD --all",
    "HEAD;id",
    "$(id)",
    "HEAD\n--all",
    "@{-1} x",
    ":(exclude)a",
    "",
  ])("no commit is called %j", async (from) => {
    expect((await tidy.refusal("history.log", { from })).code).toBe("invalid_input");
  });

  test.each(["../outside", "/etc/passwd", ".git/config", "a/../../b", ".GIT/config"])(
    "no path leads to %j",
    async (path) => {
      for (const [name, input] of [
        ["history.log", { path }],
        ["history.show", { commit: "HEAD", path }],
        ["history.blame", { path }],
        ["history.diff", { path }],
        ["history.files-changed-with", { path }],
      ] as const)
        expect([name, (await tidy.refusal(name, input)).code]).toEqual([name, "file_refused"]);
    },
  );

  test("a path that looks like an option or a pattern is a path", async () => {
    for (const path of ["--output=out", "-n1", ":(glob)**", ":!src", "*"]) {
      expect(await log({ path })).toEqual([]);
    }
    expect(existsSync(join(project, "out"))).toBe(false);
  });

  test("what was committed of a file that holds keys is not shown", async () => {
    commit("oops", { ".env": "KEY=s3cr3t\n", "certs/site.pem": "s3cr3t\n", "src/b.ts": "fine\n" });
    const shown = JSON.stringify(await tidy.call("history.diff", { from: "HEAD~1", to: "HEAD" }));
    expect(shown).toContain("fine");
    expect(shown).not.toContain("s3cr3t");
    for (const path of [".env", "certs/site.pem"]) {
      expect((await tidy.refusal("history.show", { commit: "HEAD", path })).code).toBe("file_refused");
      expect((await tidy.refusal("history.blame", { path })).code).toBe("file_refused");
    }
  });
});

describe("a repository of a stranger's runs nothing", () => {
  // Those that read files, where most of it lies in wait; all of them in the deep run: each is some processes.
  const calls = [
    ["history.status", {}],
    ["history.diff", {}],
    ["history.blame", { path: "src/a.ts" }],
    ["history.log", { path: "src/a.ts" }],
    ["history.log", {}],
    ["history.diff", { from: "HEAD~1", to: "HEAD" }],
    ["history.show", { commit: "HEAD", path: "src/a.ts" }],
    ["history.files-changed-with", { path: "src/a.ts" }],
  ] as const;
  const tried = process.env.APERTURE_DEEP === "1" ? calls : calls.slice(0, 4);

  const traps: Record<string, (run: string) => void> = {
    fsmonitor: (run) => void git("config", "core.fsmonitor", run),
    pager: (run) => [git("config", "core.pager", run), git("config", "pager.log", run)],
    "external diff": (run) => void git("config", "diff.external", run),
    "diff driver": (run) => {
      git("config", "diff.evil.command", run);
      git("config", "diff.evil.textconv", run);
      write(".gitattributes", "* diff=evil\n");
    },
    "clean filter": (run) => {
      git("config", "filter.evil.clean", run);
      git("config", "filter.evil.smudge", run);
      git("config", "filter.evil.required", "true");
      write(".gitattributes", "* filter=evil\n");
    },
    "filter process, with a strange name": (run) => {
      git("config", "filter.e=v.i l.process", run);
      mkdirSync(join(project, ".git/info"), { recursive: true });
      writeFileSync(join(project, ".git/info/attributes"), "* filter=e=v.i\n* filter=evil\n");
      git("config", "filter.evil.process", run);
    },
    "by an included file": (run) => {
      writeFileSync(join(project, ".git/more"), `[filter "evil"]\n\tclean = ${run}\n[core]\n\tfsmonitor = ${run}\n`);
      git("config", "include.path", "more");
      write(".gitattributes", "* filter=evil\n");
    },
    hooks: (run) => {
      for (const hook of [
        "post-index-change",
        "fsmonitor-watchman",
        "post-checkout",
        "pre-commit",
        "reference-transaction",
      ]) {
        writeFileSync(join(project, ".git/hooks", hook), `#!/bin/sh\n${run}\n`, { flag: "w" });
        chmodSync(join(project, ".git/hooks", hook), 0o755);
      }
    },
    signatures: (run) => {
      git("config", "log.showSignature", "true");
      git("config", "gpg.program", run);
    },
    "ssh and askpass": (run) => {
      git("config", "core.sshCommand", run);
      git("config", "core.askPass", run);
      git("config", "credential.helper", run);
      git("config", "extensions.partialClone", "origin");
      git("config", "remote.origin.url", `ext::${run}`);
      git("config", "remote.origin.promisor", "true");
    },
    alias: (run) => [git("config", "alias.log", `!${run}`), git("config", "alias.status", `!${run}`)],
  };

  test.each(Object.keys(traps))("%s", async (name) => {
    const marker = join(home, "ran");
    const run = join(home, "run.sh");
    writeFileSync(run, `#!/bin/sh\ntouch ${marker}\ncat\n`);
    chmodSync(run, 0o755);
    mkdirSync(join(project, ".git/hooks"), { recursive: true });
    traps[name]!(run);
    write("src/a.ts", "changed\n");
    rmSync(marker, { force: true });
    for (const [call, input] of tried) {
      await tidy.refusal(call, input);
      expect([call, existsSync(marker)]).toEqual([call, false]);
    }
  });

  test("a trap does go off for git as it is: the marker can be made", () => {
    const marker = join(home, "ran");
    const run = join(home, "run.sh");
    writeFileSync(run, `#!/bin/sh\ntouch ${marker}\ncat\n`);
    chmodSync(run, 0o755);
    traps["clean filter"]!(run);
    write("src/a.ts", "changed\n");
    git("status");
    expect(existsSync(marker)).toBe(true);
  });

  test("a working tree that it says is elsewhere is not read", async () => {
    mkdirSync(join(home, "private"));
    writeFileSync(join(home, "private/README.md"), "s3cr3t\n");
    git("config", "core.worktree", join(home, "private"));
    for (const name of ["history.status", "history.diff"]) {
      const { code, message } = await tidy.refusal(name, {});
      expect([name, code]).toEqual([name, "history_unreadable"]);
      expect(message).not.toContain("s3cr3t");
    }
  });

  test("variables of the program's own environment do not reach it", async () => {
    const elsewhere = createTestCapabilities({
      permissions: { history: true },
      projects: [project],
      parts: {
        git: {
          env: { ...process.env, GIT_DIR: "/nowhere", GIT_EXTERNAL_DIFF: "false", GIT_CONFIG_PARAMETERS: "'a.b=c'" },
        },
      },
    });
    expect(((await elsewhere.call("history.log", {})) as CapabilityOutput<"history.log">).commits).toHaveLength(3);
    elsewhere.close();
  });
});

test("git that hangs is ended, and one that is not there is said", async () => {
  const run = join(home, "slow.sh");
  writeFileSync(run, "#!/bin/sh\nexec sleep 60\n");
  chmodSync(run, 0o755);
  const refusalWith = async (program: string) => {
    const made = createTestCapabilities({
      permissions: { history: true },
      projects: [project],
      parts: { git: { program, timeoutMs: 80 } },
    });
    const refusal = await made.refusal("history.log", {});
    made.close();
    return refusal;
  };
  expect((await refusalWith(run)).message).toContain("took longer than 80 ms");
  expect((await refusalWith(join(home, "no-such-git"))).code).toBe("history_unreadable");
});
