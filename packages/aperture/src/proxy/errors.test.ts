import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { ApertureError, catalogue, type ErrorCode, Problem } from "@aperture/sdk";
import { expect, test } from "vitest";
import { answerProblem, answerProblemRaw, failureCodeOf, toApertureError } from "./errors.ts";

async function answered(answer: (response: ServerResponse) => void): Promise<Response> {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return new Response(await response.text(), response);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("what is not ours to name is 503, with the cause kept", () => {
  const cause = new TypeError("x is not a function");
  const error = toApertureError(cause);
  expect([error.code, error.status, error.cause]).toEqual(["proxy_failed", 503, cause]);
  expect(toApertureError("text").message).toContain("text");
  expect(toApertureError(error)).toBe(error);
});

test("no error of the proxy's own page is a 400, or a 401 that would be retried for a minute", () => {
  const own = (Object.keys(catalogue) as ErrorCode[]).filter((code) => catalogue[code].page === "proxy.md");
  expect(own.length).toBeGreaterThan(5);
  for (const code of own) expect([code, [503, 501, 426].includes(catalogue[code].status)]).toEqual([code, true]);
});

test("problem+json, with a message where the providers' SDKs look for one", async () => {
  const error = new ApertureError("upstream_unreachable", { host: "h", reason: "ECONNREFUSED" });
  const response = await answered((target) => answerProblem(target, error));
  expect([response.status, response.headers.get("content-type")]).toEqual([503, "application/problem+json"]);
  const body: unknown = await response.json();
  expect(Problem.parse(body)).toMatchObject({ code: "upstream_unreachable", status: 503, detail: error.message });
  expect(body).toMatchObject({ error: { message: error.message } });
});

test.each([
  ["request_dropped", "false"],
  ["budget_exceeded", "false"],
  ["redaction_impossible", "false"],
  ["bypass_refused", "false"],
  ["proxy_failed", null],
] as const)("what was decided is not to be tried again: %s", async (code, told) => {
  const response = await answered((target) => answerProblem(target, new ApertureError(code, { reason: "r" })));
  expect([response.status, response.headers.get("x-should-retry")]).toEqual([503, told]);
});

test.each([
  ["ECONNRESET", { code: "ECONNRESET" }],
  ["other side closed", { code: "UND_ERR_SOCKET" }],
])("an answer that has begun is cut as the upstream cut it, not ended: %s", async (reason, cause) => {
  const cut = answered((response) => {
    response.writeHead(200);
    response.write("half");
    setTimeout(() => answerProblem(response, new ApertureError("upstream_reset", { host: "h", reason })), 20);
  });
  await expect(cut).rejects.toMatchObject({ cause });
});

test("on a bare socket: a whole answer of the right length, then the end", async () => {
  const socket = new PassThrough();
  answerProblemRaw(socket, new ApertureError("host_refused", { host: '"é"' }), [["Connection", "close"]]);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const [head = "", body = ""] = Buffer.concat(chunks).toString().split("\r\n\r\n");
  expect(head.split("\r\n")[0]).toBe("HTTP/1.1 421 Misdirected Request");
  expect(head).toContain("Connection: close");
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
});

test("every failure has a code that exchanges know", () => {
  expect(failureCodeOf(new ApertureError("upstream_loop", {}))).toBe("upstream_unreachable");
  expect(failureCodeOf(new ApertureError("upstream_timeout", {}))).toBe("upstream_timeout");
  expect(failureCodeOf(new ApertureError("shutting_down"))).toBe("proxy_failed");
});
