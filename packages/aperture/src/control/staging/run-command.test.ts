import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "./run-command.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "aperture-command-")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const run = (command: string, longest?: number) =>
  runCommand({
    command,
    folder,
    env: { ...process.env, ANTHROPIC_API_KEY: "planted-key", NODE_OPTIONS: "--no-warnings" },
    ...(longest === undefined ? {} : { longest }),
  });
/** Whether a process of this id still runs; a zombie does not. */
const runs = async (pid: string): Promise<boolean> =>
  (await run(`ps -o stat= -p ${pid}`)).split("\n")[0]!.replace(/^\[.*/, "").replace(/^Z.*/, "") !== "";

test.each([
  ["what it says, on both streams", "echo one; echo two >&2", /^one\ntwo$|^two\none$/],
  ["how it ended", "echo no; exit 3", /^no\n\[exit code 3\]$/],
  ["that it was ended", "kill -TERM $$", /^\[ended by SIGTERM\]$/],
  ["nothing", "true", /^$/],
  ["colours are left out", "printf '\\033[31mred\\033[0m\\n'", /^red$/],
  ["bytes that are no text", "printf 'a\\377b'", /^a\ufffdb$/],
  ["a pipeline", "printf 'b\\na\\n' | sort", /^a\nb$/],
  ["it has no input to wait for", "cat", /^$/],
  ["no such program", "no-such-program-here", /not found\n\[exit code 127\]$/],
])("%s", async (_, command, said) => {
  expect(await run(command)).toMatch(said);
});

test("stands in the project's folder", async () => {
  expect(await run("pwd -P")).toBe(folder);
});

test("sees no variable that may hold a key", async () => {
  const seen = await run("env");
  expect(seen).toMatch(/^PATH=/m);
  expect(seen).not.toMatch(/planted-key|ANTHROPIC|NODE_OPTIONS/);
});

test("what says too much is cut and ended", async () => {
  const said = await run("yes 0123456789");
  expect(said).toMatch(/\n\[cut after 200 KB\]$/);
  expect(said.length).toBeLessThan(200_100);
  expect(said.length).toBeGreaterThan(199_000);
});

test("what lasts too long is ended with all it started", async () => {
  const said = await run("sleep 600 & echo $!; sleep 600", 300);
  expect(said).toMatch(/\n\[ended after 0\.3 s\]$/);
  expect(await runs(said.split("\n")[0]!)).toBe(false);
});

test("what it left in the background is ended with it, and not waited for", async () => {
  const pid = await run("sleep 600 & echo $!");
  expect(pid).toMatch(/^\d+$/);
  expect(await runs(pid)).toBe(false);
});

test("a child that left the group is not waited for either", async () => {
  const pid = await run("setsid sleep 5 & echo $!");
  expect(pid).toMatch(/^\d+$/);
});

test("a folder that has gone is an error", async () => {
  await expect(runCommand({ command: "true", folder: join(folder, "gone"), env: {} })).rejects.toThrow();
});
