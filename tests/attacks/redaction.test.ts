import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureClient, type DialectId } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf, GovernedAgent } from "../support/governed-agent.ts";
import { anthropicReply, anthropicTokenCount } from "../support/upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// A redacted value at places that are no blocks, and in what Aperture itself says: over a real daemon.

const secret = "hunter2-hunter2";
const dialects: readonly DialectId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
const usage = { input: 20, output: 5, cacheRead: 0 };
const body = (dialect: DialectId, extra: object = {}) => ({
  ...conversationOf(dialect, { user: `the key: ${secret}`, result: "ok" }),
  ...extra,
});

let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;

beforeAll(async () => {
  upstream = await startUpstream(({ target }, index) =>
    target.includes("count_tokens")
      ? anthropicTokenCount(42)
      : anthropicReply(
          { id: `r-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage },
          { stream: false },
        ),
  );
  const { origin } = upstream;
  daemon = await startDaemon({ upstreams: { anthropic: origin, openai: origin, gemini: origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

const lastLeft = () => upstream.seen.at(-1)!.body.toString();

/** A conversation whose key is redacted; returns its agent and the block that says it. */
async function redacted(label: string, dialect: DialectId = "anthropic") {
  const agent = new GovernedAgent(daemon.proxyPort, label, dialect);
  await agent.send(body(dialect));
  const look = async () => {
    const session = (await api.sessions()).sessions.find((each) => each.label === label);
    return session && (await api.blocks({ session: session.id, role: "user" })).blocks[0]?.id;
  };
  const id = await eventually(look, "recorded");
  await api.control.redact({ ids: [id], values: [secret] });
  return { agent, id };
}

describe.each(dialects)("%s", (dialect) => {
  test("a value in a tool's description, keys of arguments and members nobody knows leaves hidden", async () => {
    const { agent } = await redacted(`hidden-${dialect}`, dialect);
    const description = `needs ${secret}`;
    const parameters = { type: "object", properties: { [secret]: { type: "string", description } } };
    const tools = {
      anthropic: [{ name: "Read", description, input_schema: parameters }],
      "openai-chat": [{ type: "function", function: { name: "Read", description, parameters } }],
      "openai-responses": [{ type: "function", name: "Read", description, parameters }],
      gemini: [{ functionDeclarations: [{ name: "Read", description, parameters }] }],
    }[dialect];
    const said = body(dialect, { tools, stop_sequences: [secret], unheard_of: { of: [secret, { deep: secret }] } });
    const withKeys = JSON.stringify(said)
      .replace('"path":', `"${secret}":1,"path":`)
      .replace('\\"path\\":', `\\"${secret}\\":1,\\"path\\":`);
    expect(withKeys).toContain(`${secret}":1`.replace('"', dialect.startsWith("openai") ? '\\"' : '"'));
    expect((await agent.send(withKeys)).status).toBe(200);
    expect(lastLeft()).not.toContain(secret);
    expect(lastLeft().match(/REDACTED_/g)!.length).toBeGreaterThanOrEqual(8);
    expect(() => JSON.parse(lastLeft())).not.toThrow();
  });

  test("a value in a tool's name is refused, with the place", async () => {
    const { agent } = await redacted(`refused-${dialect}`, dialect);
    const before = upstream.seen.length;
    const answer = await agent.send(body(dialect, { tools: [{ name: secret }] }));
    expect(answer.status).toBe(503);
    expect(answer.body).toContain("/tools/0/name");
    expect(answer.body).not.toContain(secret);
    expect(upstream.seen).toHaveLength(before);
  });
});

test("the provider's own blocks and unknown ones leave hidden, also where only tokens are counted", async () => {
  const { agent } = await redacted("own");
  const { messages, ...rest } = body("anthropic") as { messages: unknown[] };
  const content = [
    { type: "server_tool_use", id: "srv_1", name: "web_search", input: { query: secret } },
    { type: "unheard_of", says: [secret] },
  ];
  const results = [{ type: "search_result", source: secret, title: "t", content: [{ type: "text", text: "x" }] }];
  const more = [
    { role: "assistant", content },
    { role: "user", content: results },
  ];
  const said = { ...rest, messages: [...messages, ...more] };
  for (const target of [undefined, "/v1/messages/count_tokens"]) {
    expect((await agent.send(said, {}, target)).status).toBe(200);
    expect(lastLeft()).not.toContain(secret);
    expect(lastLeft()).toContain("unheard_of");
  }
});

test("signed thinking that says the value is refused: it cannot be changed", async () => {
  const { agent } = await redacted("signed");
  const { messages, ...rest } = body("anthropic") as { messages: unknown[] };
  const thinking = { type: "thinking", thinking: `They said ${secret}.`, signature: "c2lnbmVk" };
  const turns = [
    { role: "assistant", content: [thinking] },
    { role: "user", content: "go on" },
  ];
  const answer = await agent.send({ ...rest, messages: [...messages, ...turns] });
  expect(answer.status).toBe(503);
  expect(answer.body).toContain("/messages/3/content/0/thinking");
  expect(answer.body).not.toContain(secret);
});
