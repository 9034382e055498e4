import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { loadConfig } from "@aperture/aperture/config/load-config";
import { createLog } from "@aperture/aperture/daemon/create-log";
import { openRotatingFile } from "@aperture/aperture/daemon/rotating-file";
import { writeRunFile } from "@aperture/aperture/daemon/run-file";
import { type Running, startAperture } from "@aperture/aperture/main";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Canary, canaries, secretForms } from "../support/canary/canaries.ts";
import { type CanaryUpstream, startCanaryUpstream } from "../support/canary/canary-upstream.ts";
import { type Way, ways } from "../support/canary/ways.ts";
import { eventually } from "../support/eventually.ts";

/**
 * Law 6: no key and no auth header in any stored byte, log line, event or answer. Every secret shape is sent on
 * every way a request can go, well or badly; then everything Aperture wrote or says is searched.
 */
const home = mkdtempSync(join(tmpdir(), "aperture-canary-"));
const lines: string[] = [];
let upstream: CanaryUpstream;
let running: Running;
let token = "";
/** What the clients were answered, by way and secret. */
const answers: { way: string; secret: string; status: number; text: string }[] = [];

beforeAll(async () => {
  upstream = await startCanaryUpstream();
  const base = loadConfig({ home, env: {} });
  const file = openRotatingFile(join(home, "aperture.log"));
  const log = createLog("debug", {
    write(line) {
      lines.push(line);
      file.write(line);
    },
  });
  running = await startAperture(
    {
      ...base,
      port: 0,
      apiPort: 0,
      logLevel: "debug",
      upstreams: {
        anthropic: upstream.origin,
        openai: upstream.origin,
        gemini: upstream.origin,
        chatgpt: "http://127.0.0.1:9",
      },
    },
    { log },
  );
  writeRunFile(home, {
    pid: process.pid,
    identity: null,
    ports: { ...running.ports },
    startedAt: new Date().toISOString(),
    state: "running",
  });
  token = readFileSync(join(home, "token"), "utf8").trim();
  for (const way of ways)
    for (const canary of canaries) {
      const answer = await send(way, canary);
      answers.push({ way: way.name, secret: canary.name, ...answer });
    }
  await runAgent();
  await eventually(async () => ((await recordedTurns()) >= expectedTurns() ? true : undefined), "all turns recorded");
});

/** `aperture run` of a program that gets every secret as an argument. */
async function runAgent(): Promise<void> {
  const launcher = fileURLToPath(new URL("../../bin/aperture", import.meta.url));
  const secrets = canaries.flatMap((canary) => ["--api-key", ...secretForms(canary)]);
  const child = spawn(launcher, ["run", "--label", "with-keys", "--", process.execPath, "-e", "0", "--", ...secrets], {
    env: { PATH: process.env.PATH, HOME: home, APERTURE_HOME: home },
    cwd: home,
    stdio: "ignore",
  });
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
}

afterAll(async () => {
  await running?.stop(0);
  await upstream?.close();
  rmSync(home, { recursive: true, force: true });
});

/** One request with the secret where its shape wants it. Resolves also where the connection is cut. */
function send(way: Way, canary: Canary): Promise<{ status: number; text: string }> {
  const target = withQuery(way.target, canary.query ?? {});
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        host: "127.0.0.1",
        port: running.ports.proxy,
        method: way.method ?? "POST",
        path: target,
        agent: false,
        headers: {
          "content-type": "application/json",
          ...(way.encoding === undefined ? {} : { "content-encoding": way.encoding }),
          ...way.headers,
          ...canary.headers,
        },
      },
      (incoming) => {
        const parts: Buffer[] = [];
        const done = (): void => resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString() });
        incoming.on("data", (part: Buffer) => parts.push(part));
        incoming.on("end", done);
        incoming.on("error", done);
        if (way.leavesEarly) incoming.once("data", () => outgoing.destroy());
      },
    );
    outgoing.on("error", () => resolve({ status: 0, text: "" }));
    const body = typeof way.body === "string" ? Buffer.from(way.body) : Buffer.from(JSON.stringify(way.body));
    outgoing.end(way.encoding === "gzip" ? gzipSync(body) : body);
  });
}

const withQuery = (target: string, query: Readonly<Record<string, string>>): string => {
  const added = new URLSearchParams(query).toString();
  if (added === "") return target;
  return `${target}${target.includes("?") ? "&" : "?"}${added}`;
};

async function api(path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${running.ports.api}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return `${JSON.stringify(Object.fromEntries(response.headers))}\n${await response.text()}`;
}

const sessionIds = async (): Promise<string[]> => {
  const ids: string[] = [];
  let after = "";
  do {
    const page = JSON.parse((await api(`/api/v1/sessions?limit=100${after}`)).split("\n").slice(1).join("\n")) as {
      sessions: { id: string }[];
      next: string | null;
    };
    ids.push(...page.sessions.map(({ id }) => id));
    after = page.next ? `&after=${encodeURIComponent(page.next)}` : "";
  } while (after !== "");
  return ids;
};

const recordedWays = ways.filter((way) => way.isRecorded);
const expectedTurns = (): number => recordedWays.length * canaries.length;
async function recordedTurns(): Promise<number> {
  const text = await events();
  return text.split('"type":"turn-recorded"').length - 1;
}

/** The whole event log, as the SSE stream tells it. */
async function events(): Promise<string> {
  const ended = new AbortController();
  const response = await fetch(`http://127.0.0.1:${running.ports.api}/api/v1/events?since=0`, {
    headers: { accept: "text/event-stream", authorization: `Bearer ${token}` },
    signal: ended.signal,
  });
  let text = "";
  const timer = setTimeout(() => ended.abort(), 1_000);
  try {
    for await (const part of response.body!) text += Buffer.from(part).toString();
  } catch {
    // Ended by us.
  }
  clearTimeout(timer);
  return text;
}

/** Names of the secrets that stand in these bytes, in any of the forms that lead back to one. */
const found = (bytes: string | Buffer): string[] => {
  const text = typeof bytes === "string" ? bytes : bytes.toString("latin1");
  return canaries.filter((canary) => secretForms(canary).some((form) => text.includes(form))).map(({ name }) => name);
};

const homeFiles = (): string[] =>
  readdirSync(home, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe("secrets", () => {
  test("are 30 different ones, and a search that sees them", () => {
    expect(canaries.length).toBeGreaterThanOrEqual(30);
    const all = canaries.flatMap((canary) => secretForms(canary));
    expect(new Set(all).size).toBe(all.length);
    for (const canary of canaries) expect(found(`x${secretForms(canary)[0]}y`)).toEqual([canary.name]);
  });

  test("reach the upstream on every way that leads there", () => {
    for (const way of ways) {
      if (!way.reachesUpstream) continue;
      for (const canary of canaries) {
        const seen = upstream.seen.some(
          ({ way: name, head }) => name === way.name && secretForms(canary).some((form) => head.includes(form)),
        );
        expect(seen, `${canary.name} on ${way.name}`).toBe(!canary.staysHere);
      }
    }
  });

  test("every way ends as it should", () => {
    for (const way of ways) {
      const expected = [way.status, way.orStatus ?? way.status];
      for (const { status } of answers.filter((answer) => answer.way === way.name))
        expect(expected, way.name).toContain(status);
    }
  });

  test("are in no answer to a client but where the upstream repeats them: those bytes are the client's (law 1)", () => {
    const echoing = ways.filter((way) => way.echoes).map(({ name }) => name);
    for (const { way, secret, text } of answers) {
      const repeated = echoing.includes(way) && !canaries.some(({ name, staysHere }) => name === secret && staysHere);
      // A stream carries it in pieces.
      const expected = repeated && way !== "echo-stream" ? [secret] : [];
      expect(found(text), `${secret} on ${way}`).toEqual(expected);
    }
  });

  test("are in no answer of the API", async () => {
    const ids = await sessionIds();
    expect(ids.length).toBeGreaterThan(0);
    const paths = ["/api/v1/health", "/api/v1/sessions", "/api/v1/blocks?limit=500", "/openapi.json"];
    for (const id of ids)
      paths.push(
        `/api/v1/sessions/${id}`,
        `/api/v1/sessions/${id}/turns?limit=100`,
        `/api/v1/blocks?session=${id}&limit=500`,
      );
    let told = "";
    for (const path of paths) {
      const text = await api(path);
      expect(found(text), path).toEqual([]);
      told += text;
    }
    // What an upstream repeated is recorded, with something else in its place.
    for (const text of ["invalid key: [credential]", "no such key: [credential]"]) expect(told).toContain(text);
    const log = await events();
    for (const type of ["turn-recorded", "request-opaque", "upstream-failed", "gate-refused", "client-cancelled"])
      expect(log).toContain(`"type":"${type}"`);
    expect(found(log)).toEqual([]);
  });

  test("are not in what is kept of a run that had them as arguments", () => {
    const text = readFileSync(join(home, "runs", "with-keys.json"), "utf8");
    expect(JSON.parse(text)).toMatchObject({ agent: "node", argumentCount: expect.any(Number) });
    expect(found(text)).toEqual([]);
  });

  test("are in no log line", () => {
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(found(line), line).toEqual([]);
  });

  test("are in no byte of the home folder, while it runs and after it stopped", async () => {
    const search = (): void => {
      const files = homeFiles();
      expect(files.some((file) => file.endsWith("aperture.db"))).toBe(true);
      for (const file of files) {
        const bytes = readFileSync(file);
        expect(found(bytes), file).toEqual([]);
        expect(found(bytes.toString("utf16le")), `${file} as UTF-16`).toEqual([]);
      }
      console.log(
        `searched ${files.length} files, ${files.reduce((sum, file) => sum + readFileSync(file).length, 0)} bytes`,
      );
    };
    search();
    await running.stop(0);
    search();
  });
});
