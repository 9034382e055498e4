import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An empty home and a repository with one commit, byte for byte the same each time: agents put its state into their prompts. */
export function prepareWork(home: string, work: string): void {
  mkdirSync(home, { recursive: true });
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, "README.md"), "# A small project\n");
  const when = "2026-01-02T03:04:05Z";
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_DATE: when,
    GIT_COMMITTER_DATE: when,
  };
  const who = ["-c", "user.name=dev", "-c", "user.email=dev@localhost", "-c", "init.defaultBranch=main"];
  for (const args of [
    ["init", "-q"],
    ["add", "README.md"],
    ["commit", "-q", "-m", "first"],
  ]) {
    const result = spawnSync("git", [...who, ...args], { cwd: work, env, encoding: "utf8" });
    if (result.status !== 0) throw new Error(`git ${args[0]} failed: ${result.stderr}`);
  }
}
