import { execFile } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";
import { seedBlock, seedTurn } from "@aperture/aperture/api/testing/seed";
import { ApertureClient, type BlocksPage, type Health } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type StartedApi, startApi } from "../support/api/start-api.ts";
import { readAnswer, sendRaw } from "../support/proxy/raw-client.ts";

let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe("honest callers", () => {
  const run = promisify(execFile);
  const curl = async (...args: string[]): Promise<string> =>
    (await run("curl", ["--silent", "--show-error", "--max-time", "10", "--noproxy", "*", ...args])).stdout;
  let hasCurl = true;
  beforeAll(async () => {
    hasCurl = await run("curl", ["--version"]).then(
      () => true,
      () => false,
    );
    if (!hasCurl && process.env.APERTURE_REQUIRE_ALL) throw new Error("needs curl");
  });

  test.each(["127.0.0.1", "localhost", "[::1]"])("curl by %s", async (host) => {
    if (!hasCurl) return console.log("skipped: there is no curl");
    const health = JSON.parse(await curl(`http://${host}:${api.port}/api/v1/health`)) as Health;
    expect(health.status).toBe("ok");
  });

  test("curl -d with its default type, and with the JSON type", async () => {
    if (!hasCurl) return console.log("skipped: there is no curl");
    const url = `${api.origin}/api/v1/sessions/first/project`;
    const token = ["-X", "PUT", "-H", `authorization: Bearer ${api.token}`];
    expect(JSON.parse(await curl(...token, "-d", '{"dir":"/tmp"}', url))).toMatchObject({ project: "/tmp" });
    const json = ["-H", "content-type: application/json"];
    expect(JSON.parse(await curl(...token, ...json, "-d", '{"dir":null}', url))).toMatchObject({ project: null });
    expect(JSON.parse(await curl(...token, "-d", "dir=/tmp", url))).toMatchObject({ code: "json_required" });
  });

  test("an uppercase host name, and a body announced by 100-continue", async () => {
    const head = `Host: LocalHost:${api.port}\r\nConnection: close`;
    expect((await sendRaw(api.port, `GET /api/v1/health HTTP/1.1\r\n${head}\r\n\r\n`)).status).toBe(200);
    const socket = connect(api.port, "127.0.0.1");
    socket.write(
      `POST /api/v1/pairings HTTP/1.1\r\n${head}\r\nAuthorization: Bearer ${api.token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`,
    );
    socket.once("data", () => socket.write("{}"));
    const answer = await readAnswer(socket);
    expect(answer.status).toBe(100);
    expect(answer.body.toString()).toContain("HTTP/1.1 200 OK");
  });

  test("both addresses are ours: nobody else can sit on the other one", async () => {
    for (const host of ["127.0.0.1", "[::1]"])
      expect((await fetch(`http://${host}:${api.port}/api/v1/health`)).status).toBe(200);
  });

  test("the page's own fetch", async () => {
    const head = `Host: 127.0.0.1:${api.port}\r\nConnection: close\r\nOrigin: http://127.0.0.1:${api.port}\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nReferer: http://127.0.0.1:${api.port}/`;
    expect((await sendRaw(api.port, `GET /api/v1/blocks HTTP/1.1\r\n${head}\r\n\r\n`)).status).toBe(200);
    const post = `POST /api/v1/pairings HTTP/1.1\r\n${head}\r\nAuthorization: Bearer ${api.token}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`;
    expect((await sendRaw(api.port, post)).status).toBe(200);
  });

  test("a person who opens the page", async () => {
    const head = `Host: localhost:${api.port}\r\nConnection: close\r\nAccept: text/html\r\nSec-Fetch-Site: none\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document`;
    const answer = await sendRaw(api.port, `GET /docs HTTP/1.1\r\n${head}\r\n\r\n`);
    expect([answer.status, answer.body.toString().includes("Aperture API")]).toEqual([200, true]);
  });
});

describe("the sdk's client, end to end", () => {
  test("reads sessions, turns and blocks, and writes with the token", async () => {
    const { client } = api;
    const { sessions } = await client.sessions();
    expect(sessions.map((session) => session.label)).toEqual(["second", "first"]);
    const { blocks, session } = await client.blocks({ zone: "middle", contentLimit: 10 });
    expect([session, blocks.length, blocks[0]?.content.length]).toEqual([sessions[0]?.id, 3, 10]);
    expect((await client.block(blocks[0]!.id)).content).toBe("Answer 1 of second: it runs.");
    expect((await client.turns("second")).turns[0]?.blocks).toHaveLength(12);
    const pairing = await client.createPairing();
    const { token } = await new ApertureClient({ baseUrl: api.origin }).redeemPairing(pairing.code);
    const page = new ApertureClient({ baseUrl: api.origin, token: () => token });
    expect(await page.removeSession("first")).toEqual({ removed: "session-1" });
    await expect(client.session("first")).rejects.toMatchObject({ problem: { code: "not_found", status: 404 } });
    await expect(new ApertureClient({ baseUrl: api.origin }).shutdown()).rejects.toMatchObject({
      problem: { code: "token_required" },
    });
  });

  test("a conversation of 3,000 blocks pages whole and in order while it grows", async () => {
    const { store } = api;
    const lane = store.lanes.ofSession(2)[0]!;
    const many = store.transaction(() => {
      const blocks = Array.from({ length: 3_000 }, (_, index) =>
        seedBlock(store, lane, index % 2 ? "assistant" : "user", `block ${index}`),
      );
      seedTurn(store, lane, blocks, { number: 2 });
      return blocks;
    });
    const seen: string[] = [];
    let page: BlocksPage = await api.client.blocks({ limit: 700 });
    seen.push(...page.blocks.map((block) => block.content));
    while (page.next !== null) {
      seedTurn(store, lane, many.slice(5), { number: 3 });
      page = await api.client.blocks({ limit: 700, after: page.next });
      seen.push(...page.blocks.map((block) => block.content));
    }
    expect(seen).toEqual(many.map((_, index) => `block ${index}`));
  });

  test("keep-alive: 300 requests over few connections, none refused", async () => {
    const before = api.api.refused();
    const answers = await Promise.all(Array.from({ length: 300 }, () => api.client.health()));
    expect(answers.every((health) => health.status === "ok")).toBe(true);
    expect(api.api.refused()).toBe(before);
  });
});

test("a port in use is told, and leaves nothing open", async () => {
  const second = await startApi({ config: { apiPort: api.port, auth: "optional", home: "", mode: "manual" } }).catch(
    (error: unknown) => error,
  );
  expect(second).toMatchObject({ code: "port_in_use" });
  expect((await api.client.health()).status).toBe("ok");
});

test("close ends open streams and connections, and frees both ports", async () => {
  const short = await startApi();
  const events = short.client.events({ since: 0 });
  await events.next();
  const idle = connect(short.port, "127.0.0.1");
  idle.on("error", () => {});
  const gone = new Promise((resolve) => idle.on("close", resolve));
  await short.close();
  for await (const _ of events) expect.unreachable("a closed server told an event");
  await gone;
  await expect(fetch(`${short.origin}/api/v1/health`)).rejects.toThrow();
});
