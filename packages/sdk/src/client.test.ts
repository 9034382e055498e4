import { describe, expect, test } from "vitest";
import { ApertureClient, ApiError } from "./client.ts";

interface Asked {
  url: string;
  init: RequestInit;
}

/** A client whose requests are kept and answered by `answer`. */
function clientOf(answer: (asked: Asked) => Response, token?: string) {
  const asked: Asked[] = [];
  const client = new ApertureClient({
    baseUrl: "http://127.0.0.1:5401",
    ...(token === undefined ? {} : { token: () => token }),
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} });
      return answer(asked.at(-1)!);
    },
  });
  return { client, asked };
}
const json =
  (value: unknown, status = 200) =>
  () =>
    Response.json(value, { status });

describe("requests", () => {
  test.each<[string, (client: ApertureClient) => Promise<unknown>, string]>([
    ["health", (client) => client.health(), "GET /health"],
    ["sessions", (client) => client.sessions({ limit: 5 }), "GET /sessions?limit=5"],
    ["session", (client) => client.session("a/b c"), "GET /sessions/a%2Fb%20c"],
    ["turns", (client) => client.turns("session-1", { after: "x&y" }), "GET /sessions/session-1/turns?after=x%26y"],
    ["removeSession", (client) => client.removeSession("s"), "DELETE /sessions/s"],
    ["setProject", (client) => client.setProject("s", null), 'PUT /sessions/s/project {"dir":null}'],
    ["blocks", (client) => client.blocks({ zone: "middle", q: "a b" }), "GET /blocks?zone=middle&q=a+b"],
    ["block", (client) => client.block("block-1"), "GET /blocks/block-1"],
    [
      "registerRun",
      (client) => client.registerRun({ label: "l", project: "/p", agent: "a" }),
      'POST /runs {"label":"l","project":"/p","agent":"a"}',
    ],
    ["createPairing", (client) => client.createPairing(), "POST /pairings {}"],
    ["redeemPairing", (client) => client.redeemPairing("c"), 'POST /pairings/redeem {"code":"c"}'],
    ["proof", (client) => client.proof("n"), "GET /proof?nonce=n"],
    ["shutdown", (client) => client.shutdown(), "POST /shutdown {}"],
  ])("%s", async (_, call, expected) => {
    const { client, asked } = clientOf(json({ fine: true }));
    expect(await call(client)).toEqual({ fine: true });
    const { url, init } = asked[0]!;
    const path = url.replace("http://127.0.0.1:5401/api/v1", "");
    expect([init.method, path, init.body].filter(Boolean).join(" ")).toBe(expected);
    expect(init.redirect).toBe("error");
    expect(new Headers(init.headers).has("content-type")).toBe(init.body !== undefined);
  });

  test("the token goes into the header and nowhere else", async () => {
    const { client, asked } = clientOf(json({}), "secret");
    await client.blocks({ q: "x" });
    await client.shutdown();
    for (const { url, init } of asked) {
      expect(new Headers(init.headers).get("authorization")).toBe("Bearer secret");
      expect(`${url}${init.body ?? ""}`).not.toContain("secret");
    }
  });

  test("without a token there is no such header; undefined query fields are left out", async () => {
    const { client, asked } = clientOf(json({}));
    await client.call("GET", "/x", { a: undefined, b: 0, c: false });
    expect(asked[0]?.url).toBe("http://127.0.0.1:5401/api/v1/x?b=0&c=false");
    expect(new Headers(asked[0]?.init.headers).has("authorization")).toBe(false);
  });
});

describe("failures", () => {
  test("a problem is thrown as it is", async () => {
    const problem = {
      type: "urn:x",
      title: "Not found",
      status: 404,
      code: "not_found",
      detail: "There is no block block-9",
    };
    const { client } = clientOf(json(problem, 404));
    const error = await client.block("block-9").catch((thrown: unknown) => thrown);
    expect(ApiError.is(error) && error.problem).toEqual(problem);
    expect(String(error)).toContain("There is no block block-9");
  });

  test.each(["<html>502</html>", "", "null", '{"code":7}'])(
    "%j from something else is told as unexpected",
    async (text) => {
      const { client } = clientOf(() => new Response(text, { status: 502 }));
      const error = await client.health().catch((thrown: unknown) => thrown);
      expect(ApiError.is(error) && [error.problem.code, error.problem.status]).toEqual(["unexpected_answer", 502]);
    },
  );
});

describe("events", () => {
  const hello = { type: "hello", epoch: "e", first: 1, last: 2, resync: false };

  test("come as objects, the hello first", async () => {
    const body = `id: 0\ndata: ${JSON.stringify(hello)}\n\n: heartbeat\n\nid: 1\ndata: {"seq":1}\n\n`;
    const { client, asked } = clientOf(() => new Response(body), "secret");
    const seen: unknown[] = [];
    for await (const frame of client.events({ since: 0 })) seen.push(frame);
    expect(seen).toEqual([hello, { seq: 1 }]);
    expect(asked[0]?.url).toBe("http://127.0.0.1:5401/api/v1/events?since=0");
    expect(new Headers(asked[0]?.init.headers).get("authorization")).toBe("Bearer secret");
  });

  test("a refusal is thrown before the first frame", async () => {
    const problem = { type: "urn:x", title: "", status: 401, code: "token_required", detail: "" };
    const { client } = clientOf(json(problem, 401));
    const error = await client
      .events()
      .next()
      .catch((thrown: unknown) => thrown);
    expect(ApiError.is(error) && error.problem.code).toBe("token_required");
  });
});
