import { expect, test } from "vitest";
import { proofOf, verifyServer } from "./proof.ts";

const token = "t".repeat(43);

/** A server that knows `known` and believes to listen on `port`. */
const server =
  (known: string, port: number, asked: string[] = []): typeof fetch =>
  async (input, init) => {
    const url = new URL(String(input));
    asked.push(`${url} ${JSON.stringify(init?.headers ?? {})}`);
    return Response.json({ proof: proofOf(known, url.searchParams.get("nonce") ?? "", port) });
  };

test("a server that knows the token is believed, and the token is never sent", async () => {
  const asked: string[] = [];
  expect(await verifyServer("http://127.0.0.1:5401", token, server(token, 5401, asked))).toBe(true);
  expect(await verifyServer("http://127.0.0.1:5401/", token, server(token, 5401, asked))).toBe(true);
  expect(asked).toHaveLength(2);
  expect(asked[0]).not.toBe(asked[1]);
  expect(asked.join()).not.toContain(token);
});

test("a squatter without the token is not believed", async () => {
  expect(await verifyServer("http://127.0.0.1:5401", token, server("x".repeat(43), 5401))).toBe(false);
});

test("a squatter that passes the question on to the real port is not believed", async () => {
  expect(await verifyServer("http://127.0.0.1:5401", token, server(token, 5999))).toBe(false);
});

test.each<[string, typeof fetch]>([
  ["an error page", async () => new Response("<html>", { status: 500 })],
  ["HTML", async () => new Response("<html>")],
  ["another JSON", async () => Response.json({ proof: 7 })],
  ["null", async () => Response.json(null)],
  ["nothing", () => Promise.reject(new Error("ECONNREFUSED"))],
])("%s is no proof", async (_, answer) => {
  expect(await verifyServer("http://127.0.0.1:5401", token, answer)).toBe(false);
});

test("an unusable address is no proof", async () => {
  expect(await verifyServer("not a url", token, server(token, 5401))).toBe(false);
});
