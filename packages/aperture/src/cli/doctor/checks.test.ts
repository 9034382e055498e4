import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { noteRun, type RunEntry, readRuns } from "../run/run-ledger.ts";
import { checkEnvironment } from "./check-environment.ts";
import { checkHome } from "./check-home.ts";
import { checkProgram } from "./check-program.ts";
import { checkRuns } from "./check-runs.ts";
import { checkUpstreams } from "./check-upstreams.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-doctor-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const ports = { proxy: 5400, api: 5401 };
const levels = (findings: readonly { level: string }[]) => findings.map((finding) => finding.level);

test("an old Node fails, a missing page is a warning", () => {
  expect(levels(checkProgram("20.1.0", join(home, "none")))).toEqual(["fail", "warn"]);
  expect(levels(checkProgram("24.0.0", home))).toEqual(["ok", "ok"]);
});

test("home and token: none yet is fine, loose rights are not", () => {
  expect(levels(checkHome(join(home, "none")))).toEqual(["ok", "ok"]);
  writeFileSync(join(home, "token"), "x", { mode: 0o644 });
  chmodSync(home, 0o755);
  expect(levels(checkHome(home))).toEqual(["warn", "fail"]);
  chmodSync(home, 0o777);
  expect(checkHome(home)[0]).toMatchObject({ level: "fail", fix: `chmod 700 ${home}` });
  expect(checkHome(join(home, "token"))[0]).toMatchObject({ level: "fail" });
});

test.each([
  ["https://api.anthropic.com", "ok"],
  ["http://127.0.0.1:4000/base", "ok"],
  ["http://gateway.example", "warn"],
  ["https://gateway.example/v1", "warn"],
  ["http://localhost:5400", "fail"],
  ["nonsense", "fail"],
])("upstream %s: %s", (address, level) => {
  expect(levels(checkUpstreams({ anthropic: address }, ports))).toEqual([level]);
});

test.each([
  [{}, true, ["ok"]],
  [{ HTTPS_PROXY: "http://p" }, true, ["warn"]],
  [{ ANTHROPIC_BASE_URL: "http://localhost:5400" }, true, ["ok"]],
  [{ ANTHROPIC_BASE_URL: "http://localhost:5400" }, false, ["warn"]],
  [{ ANTHROPIC_BASE_URL: "http://localhost:5400/v1" }, true, ["warn"]],
  [{ OPENAI_BASE_URL: "http://localhost:5400" }, true, ["warn"]],
  [{ OPENAI_BASE_URL: "http://localhost:5400/v1/" }, true, ["ok"]],
  [{ OPENAI_BASE_URL: "http://localhost:5401/v1" }, true, ["warn"]],
  [{ OPENAI_BASE_URL: "https://gateway.example" }, true, ["ok"]],
] as const)("environment %j, running %s: %j", (env, running, expected) => {
  expect(levels(checkEnvironment(env, ports, running))).toEqual(expected);
});

const entry = (parts: Partial<RunEntry>): RunEntry => ({
  label: "run-claude-1",
  agent: "claude",
  project: "/work",
  argumentCount: 2,
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:01:00.000Z",
  arrived: false,
  ...parts,
});

test("the newest run of each agent counts", async () => {
  const context = { env: { HOME: home }, cwd: "/work" };
  expect(levels(await checkRuns(home, context, undefined))).toEqual(["ok"]);
  noteRun(home, entry({}));
  expect(await checkRuns(home, context, undefined)).toMatchObject([
    { level: "warn", check: "run claude", message: expect.stringContaining("2 arguments), 0 requests") },
  ]);
  noteRun(home, entry({ label: "run-claude-2", startedAt: "2026-01-02T00:00:00.000Z", arrived: true }));
  noteRun(home, entry({ label: "run-codex-1", agent: "codex", arrived: null }));
  noteRun(home, entry({ label: "run-x-1", agent: "x", endedAt: null }));
  expect(levels(await checkRuns(home, context, undefined))).toEqual(["ok", "ok", "ok"]);
});

test("twenty runs are kept; foreign files are passed over; a ledger that cannot be written is no failure", () => {
  for (let index = 10; index < 40; index++) {
    noteRun(home, entry({ label: `run-${index}`, startedAt: `2026-01-01T00:00:${index}.000Z` }));
  }
  writeFileSync(join(home, "runs", "foreign.json"), "{");
  expect(readRuns(home)).toHaveLength(20);
  expect(readRuns(home)[0]?.label).toBe("run-39");
  noteRun(join(home, "runs", "foreign.json"), entry({}));
});
