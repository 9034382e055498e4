import { Agent, request as httpRequest } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bodySamples, plainBody } from "../support/proxy/body-samples.ts";
import { type Arrived, sha256, startHashingUpstream } from "../support/proxy/hashing-upstream.ts";
import { startProxy, type TestProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import type { Upstream } from "../support/proxy/upstream-server.ts";

/** Law 1: with nothing to change, the bytes that leave are the bytes that came, both ways. */
const runs = process.env.APERTURE_DEEP === "1" ? 10_000 : 500;

let upstream: Upstream & { readonly arrived: Arrived[] };
let proxy: TestProxy;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  upstream = await startHashingUpstream();
  proxy = await startProxy(upstream.origin);
});
afterAll(async () => {
  agent.destroy();
  await proxy.close();
  await upstream.close();
});

interface Sent {
  readonly chunks: readonly Uint8Array[];
  readonly chunked: boolean;
  readonly headers?: readonly string[];
  readonly path?: string;
}

/** Sends a body through the proxy with node:http (nothing decodes it) and returns the bytes that come back. */
function send({ chunks, chunked, headers = [], path = "/v1/messages?beta=true" }: Sent): Promise<Buffer> {
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const framing = chunked ? ["Transfer-Encoding", "chunked"] : ["Content-Length", String(size)];
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { agent, host: "127.0.0.1", port: proxy.port, method: "POST", path, headers: [...headers, ...framing] },
      (response) => {
        const back: Buffer[] = [];
        response.on("data", (chunk: Buffer) => back.push(chunk));
        response.on("end", () => resolve(Buffer.concat(back)));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

const host = () => ["Host", `127.0.0.1:${proxy.port}`];
const fieldOf = (arrived: Arrived | undefined, wanted: string) => {
  const index = arrived?.rawHeaders.findIndex((name, at) => at % 2 === 0 && name.toLowerCase() === wanted) ?? -1;
  return index < 0 ? null : (arrived?.rawHeaders[index + 1] ?? null);
};

/** Out equals in, back equals out, and the copy that is recorded is the same. */
async function expectUnchanged(sent: Sent): Promise<Arrived> {
  const bytes = Buffer.concat(sent.chunks);
  proxy.exchanges.length = 0;
  upstream.arrived.length = 0;
  const back = await send({ ...sent, headers: [...host(), ...(sent.headers ?? [])] });
  const [arrived] = upstream.arrived;
  expect(upstream.arrived).toHaveLength(1);
  expect(arrived?.sha256).toBe(sha256(bytes));
  expect(sha256(back)).toBe(sha256(bytes));
  await until(() => proxy.exchanges[0]?.calls.at(-1) === "end", "the exchange is told of its end");
  return arrived!;
}

const body = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc.json({ maxDepth: 5 }).map((text) => Buffer.from(text)),
  fc.string({ unit: "binary", maxLength: 500 }).map((text) => Buffer.from(text)),
  fc.uint8Array({ minLength: 60_000, maxLength: 200_000 }),
);

test(`${runs} random bodies, cut anywhere, chunked and sized, both ways`, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.array(fc.nat(), { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      async (bytes, cuts, chunked, sized) => {
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, at) => bytes.subarray(from, places[at] ?? bytes.length));
        const arrived = await expectUnchanged({ chunks, chunked, headers: ["X-Answer", sized ? "sized" : "chunked"] });
        if (chunked && bytes.length > 0) {
          expect(fieldOf(arrived, "transfer-encoding")).toBe("chunked");
          expect(fieldOf(arrived, "content-length")).toBeNull();
        } else {
          expect(fieldOf(arrived, "content-length")).toBe(String(bytes.length));
        }
        const [exchange] = proxy.exchanges;
        expect(sha256(exchange?.body ?? new Uint8Array())).toBe(sha256(bytes));
        expect(exchange?.calls[0]).toBe("body");
        compared += 1;
      },
    ),
    // Bodies that were not sent in time were not compared: without the mark that would be a success.
    { numRuns: runs, interruptAfterTimeLimit: 540_000, markInterruptAsFailure: true },
  );
  console.log(`${compared} of ${runs} random bodies sent and compared`);
  expect(compared).toBe(runs);
}, 600_000);

describe.each([true, false])("samples, chunked: %s", (chunked) => {
  test.each(bodySamples.map((sample) => [sample.name, sample] as const))("%s", async (_name, sample) => {
    const headers = sample.encoding === undefined ? [] : ["Content-Encoding", sample.encoding];
    const arrived = await expectUnchanged({ chunks: [sample.bytes], chunked, headers });
    expect(fieldOf(arrived, "content-encoding")).toBe(sample.encoding ?? null);
    const [exchange] = proxy.exchanges;
    if (sample.encoding === undefined) expect(sha256(exchange?.body ?? new Uint8Array())).toBe(sha256(sample.bytes));
    else if (exchange?.body) expect(Buffer.from(exchange.body).toString()).toBe(plainBody);
    else
      expect(exchange?.opaqueReason).toMatch(
        /^(not valid gzip|unknown content encoding|larger than 32 MB when decoded)$/,
      );
    expect(exchange?.calls).toEqual(["body", "head", "chunk", "end"]);
  });
});

test("header order, casing, repeats and octets are kept; only what belongs to one connection changes", async () => {
  const names = [
    "zEta",
    "Accept",
    "x-API-key",
    "Anthropic-Version",
    "X-Dup",
    "User-Agent",
    "X-Dup",
    "ALPHA",
    "X-Empty",
    "X-Octets",
  ];
  const values = ["1", "*/*", "secret", "2023-06-01", "a", "t/1", "b", "last", "", "\u00fc\u00ff"];
  const arrived = await expectUnchanged({
    chunks: [Buffer.from("{}")],
    chunked: false,
    headers: [
      ...names.flatMap((name, index) => [name, values[index] ?? ""]),
      ...["X-Aperture-Session", "mine", "x-aperture-bypass", "true", "X-APERTURE-Other", "1"],
      ...[
        "Connection",
        "keep-alive, X-Hop",
        "X-Hop",
        "1",
        "Keep-Alive",
        "timeout=5",
        "TE",
        "trailers",
        "Proxy-Connection",
        "close",
      ],
    ],
  });
  const framing = new Set(["host", "connection", "content-length"]);
  const kept = arrived.rawHeaders.filter(
    (_, index, all) => !framing.has((all[index - (index % 2)] ?? "").toLowerCase()),
  );
  expect(kept).toEqual(names.flatMap((name, index) => [name, values[index] ?? ""]));
  expect(fieldOf(arrived, "host")).toBe(new URL(upstream.origin).host);
  expect(JSON.stringify(proxy.exchanges)).not.toContain("secret");
});

test.each([
  ["/v1/messages?beta=true&beta=true&x=%2F..%2f", "/v1/messages?beta=true&beta=true&x=%2F..%2f"],
  ["/s/my-label/v1/chat/completions?a=b#c", "/v1/chat/completions?a=b#c"],
  ["/v1/../v1/./messages", "/v1/../v1/./messages"],
  ["/v1/a%20b/%C3%A9?q=%C3%BC", "/v1/a%20b/%C3%A9?q=%C3%BC"],
  ["/backend-api/codex/responses", "/backend-api/codex/responses"],
  [
    "/v1beta/models/g:streamGenerateContent?alt=sse&key=AIzaSecret",
    "/v1beta/models/g:streamGenerateContent?alt=sse&key=AIzaSecret",
  ],
])("the target %s is sent on as it is", async (path, expected) => {
  const arrived = await expectUnchanged({ chunks: [Buffer.from("{}")], chunked: false, path });
  expect(arrived.target).toBe(expected);
  expect(JSON.stringify(proxy.exchanges[0]?.head)).not.toContain("AIzaSecret");
});
