import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { startProxy } from "../support/proxy/start-proxy.ts";
import { startUpstream, type Upstream } from "../support/proxy/upstream-server.ts";

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;
const post = (origin: string) => fetch(`${origin}/v1/messages`, { method: "POST", body: "{}" });

describe("no way back to ourselves", () => {
  /** Two proxies: the first leads to the second's port, which it is told is its own. */
  async function leadingTo(hostname: string) {
    const upstream = await startUpstream((_request, response) => response.end("never"));
    const target = await startProxy(upstream.origin);
    const proxy = await startProxy(`http://${hostname}:${target.port}`, { ownPorts: () => [target.port] });
    open.push(upstream, target, proxy);
    return { proxy, target };
  }

  test.each(["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"])("%s", async (host) => {
    const { proxy, target } = await leadingTo(host);
    const response = await post(proxy.origin);
    expect(response.status).toBe(503);
    expect(await codeOf(response)).toBe("upstream_loop");
    expect(target.proxy.stats().total).toBe(0);
  });

  test("its own port, without being told", async () => {
    const free = createNetServer();
    await new Promise<void>((resolve) => void free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise<void>((resolve) => void free.close(() => resolve()));
    const proxy = await startProxy(`http://127.0.0.1:${port}`, { port });
    open.push(proxy);
    expect(await codeOf(await post(proxy.origin))).toBe("upstream_loop");
    expect(proxy.proxy.stats().total).toBe(1);
  });

  test("other ports of this machine are fine", async () => {
    const upstream = await startUpstream((_request, response) => response.end("fine"));
    const proxy = await startProxy(upstream.origin, { ownPorts: () => [1, 2, 3] });
    open.push(upstream, proxy);
    expect(await (await post(proxy.origin)).text()).toBe("fine");
  });
});

describe("TLS", () => {
  /** A certificate of its own authority, made on the spot: no key belongs into a repository. */
  function certificate(names: string): { key: string; cert: string } | null {
    const folder = mkdtempSync(join(tmpdir(), "aperture-tls-"));
    open.push({ close: () => rmSync(folder, { recursive: true }) });
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const subject = ["-subj", "/CN=aperture test", "-addext", `subjectAltName=${names}`, "-days", "2"];
    try {
      execFileSync(
        "openssl",
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, ...subject],
        { stdio: "ignore" },
      );
    } catch {
      console.log("skipped: openssl is not installed");
      expect(process.env.APERTURE_REQUIRE_ALL).toBeUndefined();
      return null;
    }
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  }
  async function serving(pair: { key: string; cert: string }): Promise<{ origin: string; protocols: unknown[] }> {
    const protocols: unknown[] = [];
    const server = createTlsServer({ ...pair, ALPNProtocols: ["h2", "http/1.1"] }, (request, response) => {
      protocols.push(request.httpVersion);
      response.end("over TLS");
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    open.push({
      close() {
        server.closeAllConnections();
        server.close();
      },
    });
    return { origin: `https://localhost:${(server.address() as AddressInfo).port}`, protocols };
  }

  test("an unknown authority is refused, a known one works, over HTTP/1.1", async () => {
    const pair = certificate("DNS:localhost");
    if (pair === null) return;
    const { origin, protocols } = await serving(pair);
    const proxy = await startProxy(origin);
    open.push(proxy);
    const refused = await post(proxy.origin);
    expect([refused.status, await codeOf(refused)]).toEqual([503, "upstream_unreachable"]);
    expect(protocols).toEqual([]);
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, pair.cert]);
    try {
      expect(await (await post(proxy.origin)).text()).toBe("over TLS");
      expect(protocols).toEqual(["1.1"]);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  test("a certificate of another name is refused, also by a known authority", async () => {
    const pair = certificate("DNS:other.example");
    if (pair === null) return;
    const { origin, protocols } = await serving(pair);
    const proxy = await startProxy(origin);
    open.push(proxy);
    const before = getCACertificates("default");
    setDefaultCACertificates([...before, pair.cert]);
    try {
      const refused = await post(proxy.origin);
      expect([refused.status, await codeOf(refused)]).toEqual([503, "upstream_unreachable"]);
      expect(protocols).toEqual([]);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  test("an upstream that does not speak TLS", async () => {
    const plain = await startUpstream((_request, response) => response.end("plain"));
    const proxy = await startProxy(plain.origin.replace("http:", "https:"));
    open.push(plain, proxy);
    const refused = await post(proxy.origin);
    expect([refused.status, await codeOf(refused)]).toEqual([503, "upstream_unreachable"]);
  });
});

test("the environment's proxies are not used", async () => {
  let used = 0;
  const environmentProxy = createNetServer((socket) => {
    used += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => void environmentProxy.listen(0, "127.0.0.1", resolve));
  const upstream: Upstream = await startUpstream((_request, response) => response.end("direct"));
  const { port } = environmentProxy.address() as AddressInfo;
  const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = name === "NODE_USE_ENV_PROXY" ? "1" : `http://127.0.0.1:${port}`;
  try {
    const proxy = await startProxy(upstream.origin);
    open.push({ close: () => void environmentProxy.close() }, upstream, proxy);
    expect(await (await post(proxy.origin)).text()).toBe("direct");
    expect(used).toBe(0);
  } finally {
    names.forEach((name, index) => {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    });
  }
});

test("an upstream's base path stands in front, with or without a slash behind it", async () => {
  const targets: (string | undefined)[] = [];
  const upstream = await startUpstream((request, response) => {
    targets.push(request.url);
    response.end();
  });
  open.push(upstream);
  for (const base of ["", "/", "/gateway/anthropic", "/gateway/anthropic/"]) {
    const proxy = await startProxy(upstream.origin + base);
    open.push(proxy);
    await (await fetch(`${proxy.origin}/s/x/v1/models?a=1`)).text();
  }
  const prefixed = "/gateway/anthropic/v1/models?a=1";
  expect(targets).toEqual(["/v1/models?a=1", "/v1/models?a=1", prefixed, prefixed]);
});
