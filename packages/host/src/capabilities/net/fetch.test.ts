import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  createTestCapabilities,
  type TestCapabilities,
  type TestCapabilitiesOptions,
} from "../testing/test-capabilities.ts";

interface Seen {
  readonly request: IncomingMessage;
  readonly body: string;
}
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly truncated: boolean;
}

let servers: Server[] = [];
let made: TestCapabilities[] = [];
let seen: Seen[] = [];
let port = 0;
let respond: (path: string) => {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  hang?: boolean;
};

async function listen(): Promise<number> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ request, body });
      const { status = 200, headers = {}, body: text = "ok", hang } = respond(request.url ?? "");
      if (hang) return;
      response.writeHead(status, headers).end(text);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

beforeEach(async () => {
  seen = [];
  respond = () => ({});
  port = await listen();
});
afterEach(async () => {
  for (const each of made) each.close();
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  [servers, made] = [[], []];
});

const create = (net: readonly string[], more: Partial<TestCapabilitiesOptions> = {}): TestCapabilities => {
  const each = createTestCapabilities({ permissions: { net, secrets: ["KEY"] }, secrets: { KEY: "k-123" }, ...more });
  made.push(each);
  return each;
};
const lookup = (...addresses: string[]) => ({
  fetch: { lookup: async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })) },
});
const get = async ({ call }: TestCapabilities, url: string, more = {}): Promise<Answer> =>
  (await call("net.fetch", { url, ...more })) as never;

describe("a listed host", () => {
  test("is asked, and answers", async () => {
    respond = () => ({ status: 201, headers: { "content-type": "text/plain", "set-cookie": "a=b" }, body: "made" });
    const tidy = create([`localhost:${port}`], { parts: lookup("127.0.0.1") });
    const answer = await get(tidy, `http://localhost:${port}/a?b=c#d`, {
      method: "POST",
      body: "hällo",
      headers: { "X-Team": "core", authorization: "Bearer {{secret:KEY}}" },
    });
    expect(answer).toEqual({
      status: 201,
      headers: { "content-type": "text/plain", date: answer.headers.date },
      body: "made",
      truncated: false,
    });
    expect(seen[0]).toMatchObject({ body: "hällo", request: { url: "/a?b=c", method: "POST" } });
    expect(seen[0]?.request.headers).toMatchObject({
      "x-team": "core",
      authorization: "Bearer k-123",
      host: `localhost:${port}`,
    });
    expect(tidy.used).toEqual([`net:localhost:${port}`, "secrets:KEY", `net:localhost:${port}`]);
  });

  test("bytes both ways, in base64", async () => {
    respond = () => ({ body: Buffer.from([0, 255, 10]) });
    const tidy = create([`127.0.0.1:${port}`]);
    const body = Buffer.from([1, 2, 254]).toString("base64");
    const answer = await get(tidy, `http://127.0.0.1:${port}`, {
      method: "PUT",
      body,
      bodyEncoding: "base64",
      answerEncoding: "base64",
    });
    expect([...Buffer.from(answer.body, "base64")]).toEqual([0, 255, 10]);
  });

  test("an answer is cut at a megabyte, a request beyond it is refused", async () => {
    respond = () => ({ body: "x".repeat(3_000_000) });
    const tidy = create([`127.0.0.1:${port}`]);
    const answer = await get(tidy, `http://127.0.0.1:${port}`);
    expect([answer.body.length, answer.truncated]).toEqual([1_048_576, true]);
    const { code } = await tidy.refusal("net.fetch", {
      url: `http://127.0.0.1:${port}`,
      method: "POST",
      body: "x".repeat(1_048_577),
    });
    expect(code).toBe("quota_exceeded");
  });

  test("that is silent is given up in time, and no connection stays", async () => {
    respond = () => ({ hang: true });
    const tidy = create([`127.0.0.1:${port}`]);
    const { code, message } = await tidy.refusal("net.fetch", { url: `http://127.0.0.1:${port}`, timeoutMs: 60 });
    expect([code, message]).toEqual(["net_failed", `127.0.0.1:${port} did not answer: 60 ms were not enough`]);
    await expect.poll(() => new Promise((resolve) => servers[0]!.getConnections((_, count) => resolve(count)))).toBe(0);
  });

  test("what was under way ends with the plugin", async () => {
    respond = () => ({ hang: true });
    const tidy = create([`127.0.0.1:${port}`]);
    const waiting = tidy.refusal("net.fetch", { url: `http://127.0.0.1:${port}`, timeoutMs: 60_000 });
    await expect.poll(() => seen.length).toBe(1);
    tidy.close();
    expect((await waiting).code).toBe("plugin_gone");
  });

  test("four at once; the others wait", async () => {
    respond = () => ({ hang: true });
    const tidy = create([`127.0.0.1:${port}`]);
    // Those that wait give up first: none of them gets the place of another.
    const all = Array.from({ length: 9 }, (_, place) =>
      tidy.refusal("net.fetch", { url: `http://127.0.0.1:${port}`, timeoutMs: place < 4 ? 500 : 250 }),
    );
    await expect.poll(() => seen.length).toBe(4);
    expect(new Set((await Promise.all(all)).map(({ code }) => code))).toEqual(new Set(["net_failed"]));
    expect(seen).toHaveLength(4);
  });
});

describe("refused, with nothing sent", () => {
  const cases: readonly (readonly [
    string,
    readonly string[],
    (port: number) => string,
    Partial<TestCapabilitiesOptions>,
    string,
  ])[] = [
    ["a host that is not listed", ["example.com"], (at) => `http://127.0.0.1:${at}`, {}, "permission_denied"],
    ["another port", ["127.0.0.1:1"], (at) => `http://127.0.0.1:${at}`, {}, "permission_denied"],
    [
      "DNS rebinding to this machine",
      ["evil.org:@"],
      (at) => `http://evil.org:${at}`,
      { parts: lookup("127.0.0.1") },
      "net_refused",
    ],
    [
      "rebinding, mapped",
      ["evil.org:@"],
      (at) => `http://evil.org:${at}`,
      { parts: lookup("::ffff:127.0.0.1") },
      "net_refused",
    ],
    [
      "rebinding among good addresses",
      ["evil.org:@"],
      (at) => `http://evil.org:${at}`,
      { parts: lookup("1.1.1.1", "127.0.0.1") },
      "net_refused",
    ],
    [
      "rebinding to 0.0.0.0",
      ["evil.org:@"],
      (at) => `http://evil.org:${at}`,
      { parts: lookup("0.0.0.0") },
      "net_refused",
    ],
    [
      "the metadata service",
      ["evil.org:@"],
      (at) => `http://evil.org:${at}`,
      { parts: lookup("169.254.169.254") },
      "net_refused",
    ],
    ["this machine by a decimal address", ["evil.org:@"], (at) => `http://2130706433:${at}`, {}, "permission_denied"],
    ["by an octal one", ["evil.org:@"], (at) => `http://0177.0.0.1:${at}`, {}, "permission_denied"],
    ["by a mapped one", ["evil.org:@"], (at) => `http://[::ffff:127.0.0.1]:${at}`, {}, "permission_denied"],
    ["a user in the address", ["127.0.0.1:@"], (at) => `http://user:pass@127.0.0.1:${at}`, {}, "net_refused"],
    [
      "a listed host as the user",
      ["example.com"],
      (at) => `http://example.com@127.0.0.1:${at}`,
      {},
      "permission_denied",
    ],
    ["another scheme", ["127.0.0.1:@"], (at) => `ftp://127.0.0.1:${at}`, {}, "invalid_input"],
    ["a file", ["127.0.0.1:@"], () => "file:///etc/passwd", {}, "invalid_input"],
    ["no address", ["nowhere.example"], () => "http://nowhere.example", { parts: lookup() }, "net_refused"],
    ["a body with GET", ["127.0.0.1:@"], (at) => `http://127.0.0.1:${at}`, {}, "invalid_input"],
  ];
  test.each(cases)("%s", async (name, net, url, more, expected) => {
    const tidy = create(
      net.map((entry) => entry.replace("@", String(port))),
      more,
    );
    const input = { url: url(port), ...(name === "a body with GET" ? { body: "x" } : {}) };
    const { code } = await tidy.refusal("net.fetch", input);
    expect(code).toBe(expected);
    expect(seen).toEqual([]);
  });

  test("Aperture's own ports, by whatever name and however they are listed", async () => {
    for (const host of ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:7f00:1]"]) {
      const listed = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `0.0.0.0:${port}`];
      const tidy = create(listed, { ownPorts: [port], parts: lookup("127.0.0.1") });
      const { code, message } = await tidy.refusal("net.fetch", { url: `http://${host}:${port}/api/v1/plugins` });
      expect([host, code]).toEqual([host, "net_refused"]);
      expect(message).toContain("Aperture itself");
    }
    expect(seen).toEqual([]);
  });

  test("it is connected to the address that was looked at, whatever the name leads to a moment later", async () => {
    let asked = 0;
    const flip = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "192.0.2.1" : "127.0.0.1", family: 4 }];
    };
    const tidy = create([`evil.org:${port}`, `192.0.2.1:${port}`], { parts: { fetch: { lookup: flip } } });
    const { code } = await tidy.refusal("net.fetch", { url: `http://evil.org:${port}`, timeoutMs: 150 });
    expect(code).toBe("net_failed");
    expect([asked, seen]).toEqual([1, []]);
  });
});

describe("redirects", () => {
  test("are followed to listed hosts; POST becomes GET where HTTP says so", async () => {
    respond = (path) => (path === "/from" ? { status: 303, headers: { location: "/to" } } : { body: "there" });
    const tidy = create([`127.0.0.1:${port}`]);
    const answer = await get(tidy, `http://127.0.0.1:${port}/from`, {
      method: "POST",
      body: "x",
      headers: { "content-type": "text/plain" },
    });
    expect(answer).toMatchObject({ status: 200, body: "there" });
    expect(seen[1]).toMatchObject({ body: "", request: { method: "GET" } });
    expect(seen[1]?.request.headers["content-type"]).toBeUndefined();
  });

  test("to another port or host that is not listed are refused", async () => {
    const other = await listen();
    for (const location of [
      `http://127.0.0.1:${other}/`,
      `//localhost:${other}/`,
      "http://169.254.169.254/latest",
      "file:///etc/passwd",
      "http://",
    ]) {
      respond = () => ({ status: 302, headers: { location } });
      const { code } = await create([`127.0.0.1:${port}`]).refusal("net.fetch", { url: `http://127.0.0.1:${port}` });
      expect([location, code]).toEqual([location, "net_refused"]);
    }
    expect(seen.every(({ request }) => request.headers.host === `127.0.0.1:${port}`)).toBe(true);
  });

  test("to Aperture's own port are refused, though it is listed", async () => {
    const own = await listen();
    respond = () => ({ status: 307, headers: { location: `http://127.0.0.1:${own}/` } });
    const tidy = create([`127.0.0.1:${port}`, `127.0.0.1:${own}`], { ownPorts: [own] });
    expect((await tidy.refusal("net.fetch", { url: `http://127.0.0.1:${port}` })).code).toBe("net_refused");
    expect(seen).toHaveLength(1);
  });

  test("to another origin carry no secret", async () => {
    const other = await listen();
    respond = (path) =>
      path === "/from" ? { status: 307, headers: { location: `http://127.0.0.1:${other}/to` } } : {};
    const tidy = create([`127.0.0.1:${port}`, `127.0.0.1:${other}`]);
    await get(tidy, `http://127.0.0.1:${port}/from`, {
      headers: { authorization: "{{secret:KEY}}", "x-key": "{{secret:KEY}}", "x-team": "core" },
    });
    expect(seen[0]?.request.headers).toMatchObject({ authorization: "k-123", "x-key": "k-123" });
    expect(seen[1]?.request.headers).toMatchObject({ "x-team": "core" });
    expect(JSON.stringify(seen[1]?.request.headers)).not.toContain("k-123");
  });

  test("without end are ended", async () => {
    respond = () => ({ status: 302, headers: { location: "/again" } });
    const { code } = await create([`127.0.0.1:${port}`]).refusal("net.fetch", { url: `http://127.0.0.1:${port}` });
    expect([code, seen.length]).toEqual(["net_refused", 6]);
  });
});

test("what the system says of a failure is a word, with no address in it", async () => {
  const closed = createTcpServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const free = (closed.address() as AddressInfo).port;
  await new Promise((resolve) => closed.close(resolve));
  const { code, message } = await create([`localhost:${free}`], { parts: lookup("127.0.0.1") }).refusal("net.fetch", {
    url: `http://localhost:${free}`,
  });
  expect([code, message]).toEqual(["net_failed", `localhost:${free} did not answer: ECONNREFUSED`]);
});
