import type { ServerResponse } from "node:http";
import { asItCame, type ExchangeSink, type Verdict } from "@aperture/aperture/proxy/exchange";
import { ApertureError } from "@aperture/sdk";
import { afterEach, describe, expect, test } from "vitest";
import { rawHead, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startUpstream, type Upstream } from "../support/proxy/upstream-server.ts";

// The governed path over real sockets, with a decision that takes as long as the test likes.

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A proxy whose requests are all decided by `decide`. */
async function deciding(
  decide: (bytes: Uint8Array | null, signal: AbortSignal) => Promise<Verdict>,
  idleTimeout = 60_000,
  reply: (response: ServerResponse) => void = (response) => void response.end("answered"),
): Promise<{ proxy: TestProxy; upstream: Upstream; bodies: string[]; told: string[] }> {
  const bodies: string[] = [];
  const told: string[] = [];
  const upstream = await startUpstream((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      bodies.push(`${request.headers["content-length"]} ${body}`);
      reply(response);
    });
  });
  const sink: ExchangeSink = {
    settled: () => undefined,
    begin: () => ({
      governed: true,
      govern: (bytes, _reason, signal) => decide(bytes, signal),
      body: () => void told.push("body"),
      head: () => void told.push("head"),
      chunk: () => {},
      end: () => void told.push("end"),
      fail: (code) => void told.push(code),
    }),
  };
  const proxy = await startProxy(upstream.origin, { sink, idleTimeout });
  open.push(upstream, proxy);
  return { proxy, upstream, bodies, told };
}
const ask = (port: number, body = "{}") =>
  sendRaw(port, `${rawHead(port, [`Content-Length: ${body.length}`, "Connection: close"])}${body}`);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("a decision that takes longer than proxy.idleTimeout", () => {
  test("is waited for: the silence is ours", async () => {
    const { proxy, bodies } = await deciding(async () => {
      await later(400);
      return { ...asItCame, body: Buffer.from("edited") };
    }, 100);
    const answer = await ask(proxy.port);
    expect([answer.status, bodies]).toEqual([200, ["6 edited"]]);
  });

  test("behind it the upstream's silence counts again", async () => {
    const { proxy } = await deciding(
      async () => asItCame,
      100,
      () => {},
    );
    const answer = await ask(proxy.port);
    expect(answer.status).toBe(503);
    expect(answer.body.toString()).toContain("upstream_timeout");
  });
});

test("a decision that fails lets the bytes go as they came; a refusal is the answer, and no connection is opened for it", async () => {
  const failing = await deciding(() => Promise.reject(new Error("bug")));
  expect((await ask(failing.proxy.port, '{"a":1}')).status).toBe(200);
  expect(failing.bodies).toEqual(['7 {"a":1}']);
  expect(failing.proxy.proxy.stats()).toMatchObject({ failedOpen: 1, failed: 0 });

  const refusal = new ApertureError("budget_exceeded", { reason: "full" });
  const refusing = await deciding(async () => ({ ...asItCame, refusal }));
  const answer = await ask(refusing.proxy.port);
  expect(answer.status).toBe(503);
  expect(answer.body.toString()).toContain("budget_exceeded");
  expect(refusing.upstream.accepted()).toBe(0);
  expect(refusing.told).toEqual(["proxy_failed"]);
});

test("while it is decided nothing is told twice: no body, one end", async () => {
  const { proxy, told } = await deciding(async () => ({ ...asItCame, body: Buffer.from("edited") }));
  await ask(proxy.port);
  await until(() => told.includes("end"), "the exchange has ended");
  expect(told).toEqual(["head", "end"]);
});

test("a shutdown ends what waits for a decision", async () => {
  const { proxy, bodies } = await deciding(
    (_bytes, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  );
  const asking = ask(proxy.port);
  await until(() => proxy.proxy.stats().inFlight === 1, "the request is there");
  await proxy.close();
  const answer = await asking;
  expect(answer.body.toString()).toContain("shutting_down");
  expect(bodies).toEqual([]);
});
