import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { processIdentity } from "@aperture/aperture/daemon/process-identity";
import { writeRunFile } from "@aperture/aperture/daemon/run-file";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandbox, readText, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { freePorts } from "../support/free-ports.ts";
import { providerReplies } from "../support/provider-replies.ts";
import { startUpstream } from "../support/upstreams/upstream.ts";

// start, stop and what can stand in their way: real processes, real ports.

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox();
});
afterEach(() => sandbox.close());

const begin = async () => {
  const started = await sandbox.cli(["start", "--detach", "--json"]);
  expect(started).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(started.stdout) as { pid: number; ports: { proxy: number; api: number } };
};

describe("start and stop", () => {
  test("detached: returns when both ports answer, in the home only its user can read", async () => {
    const { pid, ports } = await begin();
    expect(ports).toEqual(sandbox.ports);
    expect(sandbox.runFile()).toMatchObject({ pid, ports, state: "running" });
    for (const [file, mode] of [
      ["", 0o700],
      ["run.json", 0o600],
      ["aperture.log", 0o600],
      ["token", 0o600],
    ] as const) {
      expect(statSync(join(sandbox.home, file)).mode & 0o777, file).toBe(mode);
    }
    const stopped = await sandbox.cli(["stop", "--json"]);
    expect(JSON.parse(stopped.stdout)).toEqual({ pid, by: "api" });
    expect(await processIdentity(pid)).toBeUndefined();
    expect(sandbox.runFile()).toBeUndefined();
    expect((await sandbox.cli(["stop"])).code).toBe(7);
  });

  test.each([
    ["SIGTERM", 0],
    ["SIGINT", 130],
  ] as const)("foreground: %s drains and ends with %i", async (signal, code) => {
    const run = sandbox.start(["start"]);
    await eventually(() => sandbox.runFile(), "it runs");
    await eventually(() => run.output().includes("page http://127.0.0.1:") || undefined, "it says so");
    run.child.kill(signal);
    const finished = await run.finished;
    expect(finished.code).toBe(code);
    expect(finished.stdout).toBe("");
    expect(sandbox.runFile()).toBeUndefined();
  });

  test("an answer that is on its way is finished before the process ends; new requests are refused", async () => {
    const slow = await startUpstream((request, index) => ({
      ...providerReplies("slow")(request, index)!,
      thinkMs: 1_500,
    }));
    try {
      await sandbox.cli(["start", "--detach"], { env: { APERTURE_UPSTREAM_ANTHROPIC: slow.origin } });
      const answer = fetch(`http://127.0.0.1:${sandbox.ports.proxy}/v1/messages`, { method: "POST", body: "{}" });
      await eventually(() => slow.seen[0], "the request is at the provider");
      const stopping = sandbox.cli(["stop"]);
      await eventually(() => sandbox.runFile()?.state === "stopping" || undefined, "it is stopping");
      expect((await answer).status).toBe(200);
      expect((await stopping).code).toBe(0);
    } finally {
      await slow.close();
    }
  });

  test("kill -9 leaves a run file: status and doctor say so, start works again", async () => {
    const { pid } = await begin();
    process.kill(pid, "SIGKILL");
    await eventually(async () => (await processIdentity(pid)) === undefined || undefined, "it is gone");
    expect((await sandbox.cli(["status"])).code).toBe(7);
    const doctor = await sandbox.cli(["doctor"]);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("it ended without cleaning up");
    expect((await begin()).pid).not.toBe(pid);
  });
});

describe("what stands in the way", () => {
  test("a second instance on the same home: exit 4, and the first is not disturbed", async () => {
    const { pid } = await begin();
    const [port, apiPort] = await freePorts(2);
    for (const how of [[], ["--detach"]]) {
      const second = await sandbox.cli(["start", ...how, "--port", String(port), "--api-port", String(apiPort)]);
      expect(second.code).toBe(4);
      expect(second.stderr).toBe(`aperture: Aperture already runs on this home (${sandbox.home}, process ${pid})\n`);
    }
    expect(sandbox.runFile()?.pid).toBe(pid);
    expect((await sandbox.cli(["status"])).code).toBe(0);
  });

  test.each(["proxy", "api"] as const)(
    "the port of the %s is in use: exit 4 with the port, nothing left behind",
    async (which) => {
      const other = createServer((_, response) => response.end("hello"));
      await new Promise<void>((resolve) => other.listen(sandbox.ports[which], "127.0.0.1", () => resolve()));
      try {
        for (const how of [[], ["--detach"]]) {
          const started = await sandbox.cli(["start", ...how]);
          expect(started.code).toBe(4);
          expect(started.stderr).toBe(`aperture: Port ${sandbox.ports[which]} is in use by another program\n`);
        }
        expect(sandbox.runFile()).toBeUndefined();
        const doctor = await sandbox.cli(["doctor"]);
        expect(doctor.code).toBe(1);
        expect(doctor.stdout).toContain(String(sandbox.ports[which]));
      } finally {
        other.close();
        other.closeAllConnections();
      }
    },
  );

  test("a squatter on the API's port gets no token: exit 6", async () => {
    const { pid } = await begin();
    const token = readText(sandbox.home, "token").trim();
    await sandbox.cli(["stop"]);
    const heard: string[] = [];
    const squatter = createServer((request, response) => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)}`);
      response.setHeader("content-type", "application/json").end('{"proof":"guess"}');
    });
    await new Promise<void>((resolve) => squatter.listen(sandbox.ports.api, "127.0.0.1", () => resolve()));
    try {
      writeRunFile(sandbox.home, {
        pid,
        identity: "ticks:1",
        ports: sandbox.ports,
        startedAt: new Date().toISOString(),
        state: "running",
      });
      for (const command of [["status"], ["session", "list"], ["open", "--print"], ["api", "GET", "/health"]]) {
        expect((await sandbox.cli(command)).code, command.join(" ")).toBe(6);
      }
      expect((await sandbox.cli(["stop"])).code).toBe(4);
      expect(heard.length).toBeGreaterThan(0);
      for (const request of heard) expect(request).not.toContain(token);
    } finally {
      squatter.close();
      squatter.closeAllConnections();
    }
  });

  test("a daemon that cannot prove itself any more is stopped by a signal, because its process is provably ours", async () => {
    const { pid } = await begin();
    writeFileSync(join(sandbox.home, "token"), `${"B".repeat(43)}\n`, { mode: 0o600 });
    expect((await sandbox.cli(["status"])).code).toBe(1);
    const stopped = await sandbox.cli(["stop", "--json"]);
    expect(JSON.parse(stopped.stdout)).toEqual({ pid, by: "signal" });
    expect(await processIdentity(pid)).toBeUndefined();
  });

  test("a token file that others can read: exit 6, and doctor says how to mend it", async () => {
    await begin();
    await sandbox.cli(["stop"]);
    chmodSync(join(sandbox.home, "token"), 0o644);
    expect((await sandbox.cli(["status"])).code).toBe(6);
    expect((await sandbox.cli(["start"])).code).toBe(6);
    const doctor = await sandbox.cli(["doctor"]);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toContain("chmod 600");
  });

  test("without a database the proxy still runs, and health says what is wrong", async () => {
    const upstream = await startUpstream(providerReplies("through"));
    try {
      mkdirSync(join(sandbox.home, "aperture.db"), { recursive: true });
      await sandbox.cli(["start", "--detach"], { env: { APERTURE_UPSTREAM_ANTHROPIC: upstream.origin } });
      const answer = await fetch(`http://127.0.0.1:${sandbox.ports.proxy}/v1/messages`, { method: "POST", body: "{}" });
      expect(answer.status).toBe(200);
      const health = JSON.parse((await sandbox.cli(["status", "--json"])).stdout);
      const problems = [expect.stringContaining("not recorded"), expect.stringMatching(/^No plugin runs: .*database/)];
      expect(health).toMatchObject({ status: "degraded", problems });
      const doctor = await sandbox.cli(["doctor"]);
      expect(doctor.code).toBe(1);
      expect(doctor.stdout).toContain("fail  health");
      expect((await sandbox.cli(["session", "list"])).stderr).toContain("database");
      expect((await sandbox.cli(["stop"])).code).toBe(0);
    } finally {
      await upstream.close();
    }
  });
});

test("a PATH whose only node is too old: the launcher takes the pinned one", async () => {
  const old = join(sandbox.root, "old");
  mkdirSync(old);
  writeFileSync(join(old, "node"), "#!/bin/sh\necho 20\n", { mode: 0o755 });
  const env = { PATH: `${old}:/usr/bin:/bin` };
  expect(await sandbox.cli(["--version"], { env })).toMatchObject({ code: 0, stdout: "0.1.0\n", stderr: "" });
  expect((await sandbox.cli(["start", "--detach"], { env })).code).toBe(0);
  expect((await sandbox.cli(["status"], { env })).code).toBe(0);
});
