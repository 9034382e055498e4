import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { probePort } from "@aperture/aperture/daemon/probe-port";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSandbox, lastJson, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { providerReplies } from "../support/provider-replies.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// What happens around an agent while it runs: exit codes, signals, a daemon that dies, gateways, silence.

let sandbox: Sandbox;
let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream(providerReplies("done"));
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
});
afterEach(async () => {
  await sandbox.close();
  await upstream.close();
});

interface Report {
  answers: { status: number; retries: number; waited: number }[];
}

test.each([0, 1, 7, 42, 130])("the agent's exit code %i is passed through", async (code) => {
  expect(await sandbox.cli(["run", "claude", "hi"], { env: { FAKE_EXIT: String(code) } })).toMatchObject({
    code,
    stderr: "",
  });
});

test("an agent that a signal ends gives 128 + its number", async () => {
  sandbox.install("claude", "#!/bin/sh\nkill -KILL $$\n");
  expect((await sandbox.cli(["run", "claude"])).code).toBe(137);
});

test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
  "%s reaches the agent, whose answer to it counts",
  async (signal) => {
    const run = sandbox.start(["run", "claude", "hi"], { env: { FAKE_SIGNALS: signal, FAKE_WAIT: "30000" } });
    await eventually(() => run.output().includes('"status":200') || undefined, "the agent has its answer");
    run.child.kill(signal);
    const { code, stdout } = await run.finished;
    expect(stdout).toContain(`got ${signal}`);
    expect(code).toBe(42);
  },
);

test("an agent that is not installed: exit 3, and the reason", async () => {
  const ran = await sandbox.cli(["run", "--", "no-such-agent"]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toContain("no-such-agent cannot be started: there is no such command on the PATH");
});

test.each([
  [["run"], "missing required argument"],
  [["run", "emacs"], "is no agent that Aperture knows"],
  [["run", "--label", "a/b", "claude"], "--label is"],
  [["run", "--label", "..", "claude"], "--label is"],
])("%j is a usage error, and starts nothing", async (args, message) => {
  const ran = await sandbox.cli(args);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
  expect(sandbox.runFile()).toBeUndefined();
});

test("kill -9 of the daemon while an agent runs: the same port answers again, and no turn is lost", async () => {
  const run = sandbox.start(["run", "claude", "hi"], { env: { FAKE_TURNS: "12", FAKE_GAP: "250" } });
  const first = await eventually(
    () => (upstream.seen.length >= 2 ? sandbox.runFile() : undefined),
    "two turns are through",
  );
  process.kill(first.pid, "SIGKILL");
  const killed = performance.now();
  await eventually(async () => !(await probePort(sandbox.ports.proxy)) || undefined, "the port is closed");
  await eventually(async () => (await probePort(sandbox.ports.proxy)) || undefined, "the port answers");
  console.log(`kill -9 of the daemon → its port answers again: ${Math.round(performance.now() - killed)} ms`);
  const { code, stdout, stderr } = await run.finished;
  expect(code).toBe(0);
  expect(lastJson<Report>(stdout).answers.map((answer) => answer.status)).toEqual(Array(12).fill(200));
  expect(stderr).toContain(`Aperture runs again on port ${sandbox.ports.proxy}`);
  const second = sandbox.runFile();
  expect(second).toMatchObject({ ports: { proxy: sandbox.ports.proxy, api: sandbox.ports.api }, state: "running" });
  expect(second?.pid).not.toBe(first.pid);
});

test("two runs look after one daemon: it is started once, whoever notices", async () => {
  const options = { env: { FAKE_TURNS: "8", FAKE_GAP: "300" } };
  const runs = [sandbox.start(["run", "claude", "a"], options), sandbox.start(["run", "claude", "b"], options)];
  const first = await eventually(() => (upstream.seen.length >= 4 ? sandbox.runFile() : undefined), "both speak");
  process.kill(first.pid, "SIGKILL");
  for (const run of runs) {
    const { code, stdout } = await run.finished;
    expect(code).toBe(0);
    expect(lastJson<Report>(stdout).answers).toHaveLength(8);
  }
  expect((await sandbox.cli(["status"])).code).toBe(0);
});

test("a daemon that was asked to stop stays stopped", async () => {
  const run = sandbox.start(["run", "claude", "hi"], { env: { FAKE_WAIT: "3000" } });
  await eventually(() => run.output().includes('"status":200') || undefined, "the agent has its answer");
  expect((await sandbox.cli(["stop"])).code).toBe(0);
  const { stderr, code } = await run.finished;
  expect(code).toBe(0);
  expect(stderr).toContain("was stopped while the agent ran");
  expect((await sandbox.cli(["status"])).code).toBe(7);
});

test("a gateway of the environment becomes the upstream of the daemon that this run starts", async () => {
  const gateway = await startUpstream(providerReplies("from the gateway"));
  try {
    const env = { APERTURE_UPSTREAM_ANTHROPIC: undefined, ANTHROPIC_BASE_URL: `${gateway.origin}/corp/` };
    const ran = await sandbox.cli(["run", "claude", "hi"], { env });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(`ANTHROPIC_BASE_URL points at ${gateway.origin}/corp`);
    expect(gateway.seen.map((request) => request.target)).toEqual(["/corp/v1/messages?beta=true"]);
    expect(upstream.seen).toEqual([]);
  } finally {
    await gateway.close();
  }
});

test("a daemon that runs already is not redirected: the run says what to do and starts nothing", async () => {
  await sandbox.cli(["start", "--detach"]);
  const ran = await sandbox.cli(["run", "claude", "hi"], { env: { ANTHROPIC_BASE_URL: "https://gateway.example" } });
  expect(ran.code).toBe(4);
  expect(ran.stderr).toContain("ANTHROPIC_BASE_URL points at https://gateway.example, but Aperture sends");
  expect(upstream.seen).toEqual([]);
  const nested = await sandbox.cli(["run", "claude", "hi"], {
    env: { ANTHROPIC_BASE_URL: `http://localhost:${sandbox.ports.proxy}/s/outer` },
  });
  expect(nested.code).toBe(0);
});

test("a base URL in Claude's settings file does not lead around Aperture, and the file is not touched", async () => {
  mkdirSync(join(sandbox.userHome, ".claude"));
  const settings = join(sandbox.userHome, ".claude", "settings.json");
  writeFileSync(settings, JSON.stringify({ env: { ANTHROPIC_BASE_URL: upstream.origin } }));
  const ran = await sandbox.cli(["run", "--label", "settings", "claude", "hi"]);
  expect(ran.code).toBe(0);
  expect(JSON.parse((await sandbox.cli(["session", "list", "--json"])).stdout).sessions).toMatchObject([
    { label: "settings" },
  ]);
  expect(readFileSync(settings, "utf8")).toContain(upstream.origin);
});

test("the agent ran, 0 requests arrived: said at its end and by doctor", async () => {
  sandbox.install("codex", "#!/bin/sh\nexit 0\n");
  const ran = await sandbox.cli(["run", "codex", "exec", "hi"], { env: { OPENAI_API_KEY: "x" } });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toContain("codex ended and 0 requests arrived at Aperture. Likely: Codex's built-in provider");
  const doctor = await sandbox.cli(["doctor", "--json"], { env: { OPENAI_API_KEY: "x" } });
  const { findings } = JSON.parse(doctor.stdout) as {
    findings: { check: string; level: string; message: string; fix?: string }[];
  };
  expect(findings.find((finding) => finding.check === "run codex")).toMatchObject({
    level: "warn",
    message: expect.stringContaining("0 requests arrived"),
    fix: expect.stringContaining("ignores OPENAI_BASE_URL"),
  });
  expect(doctor.code).toBe(0);
});
