import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLog, redactText } from "./create-log.ts";
import { isAlive, processIdentity } from "./process-identity.ts";
import { openRotatingFile } from "./rotating-file.ts";
import { type RunFile, readRunFile, removeRunFile, runFileOf, writeRunFile } from "./run-file.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-run-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const run: RunFile = { pid: 7, identity: "ticks:1", ports: { proxy: 1, api: 2 }, startedAt: "now", state: "running" };

test("written in one step for the user alone, read back, removed only by its own process", () => {
  writeRunFile(home, run);
  expect(readdirSync(home)).toEqual(["run.json"]);
  expect(statSync(runFileOf(home)).mode & 0o777).toBe(0o600);
  expect(readRunFile(home)).toEqual(run);
  removeRunFile(home, 8);
  expect(readRunFile(home)).toEqual(run);
  removeRunFile(home, 7);
  expect(readRunFile(home)).toBeUndefined();
});

test.each(["", "{", "[]", '{"pid":-1}', '{"pid":1,"identity":null,"ports":{"proxy":0,"api":70000}}'])(
  "%j is as good as none",
  (text) => {
    writeFileSync(runFileOf(home), text);
    expect(readRunFile(home)).toBeUndefined();
  },
);

test("a process has one identity for life, and none afterwards", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "ignore" });
  const first = await processIdentity(child.pid!);
  expect(first).toBeDefined();
  expect(await processIdentity(child.pid!)).toBe(first);
  expect(first).not.toBe(await processIdentity(process.pid));
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await processIdentity(child.pid!)).toBeUndefined();
  expect(isAlive(process.pid)).toBe(true);
});

test("the log keeps at most two files of its limit, mode 0600, and no line is torn", () => {
  const file = join(home, "aperture.log");
  const log = openRotatingFile(file, 100);
  for (let index = 0; index < 20; index++) log.write(`${String(index).padStart(29, ".")}\n`);
  log.close();
  expect(readdirSync(home).sort()).toEqual(["aperture.log", "aperture.log.1"]);
  for (const name of readdirSync(home)) {
    expect(statSync(join(home, name)).size).toBeLessThanOrEqual(100);
    expect(statSync(join(home, name)).mode & 0o777).toBe(0o600);
    for (const line of readFileSync(join(home, name), "utf8").trimEnd().split("\n")) expect(line).toHaveLength(29);
  }
  expect(() => log.write("after the end\n")).not.toThrow();
});

test("no credential that reaches the log stays in it", () => {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line) => void lines.push(line) });
  const secret = "sk-ant-api03-abcdefghijklmnop";
  log.info({ authorization: `Bearer ${secret}` }, "top");
  log.info({ headers: { "x-api-key": secret, cookie: secret } }, "headers");
  log.warn({ request: { headers: { "x-goog-api-key": secret } } }, "nested");
  log.error({ err: new Error(`401: Incorrect API key provided: ${secret}`) }, "message");
  log.info(`GET /v1beta/models?key=${secret}&x=1`);
  expect(lines).toHaveLength(5);
  for (const line of lines) {
    expect(line).not.toContain("abcdefghijklmnop");
    expect(() => JSON.parse(line)).not.toThrow();
  }
  expect(redactText("Bearer abcdefgh12345678 and AIzaSyA1234567890abcdefghijk")).toBe(
    "Bearer [redacted] and [redacted]",
  );
});
