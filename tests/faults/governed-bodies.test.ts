import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf, GovernedAgent, type Travel } from "../support/governed-agent.ts";
import { anthropicReply, anthropicTokenCount } from "../support/upstreams/anthropic.ts";
import { type SeenRequest, startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// Bodies of a conversation in which something is applied, however they travel.

const largest = 200_000;
const original = `the tool said ${"much ".repeat(200)}`;
const secret = "hunter2-hunter2";
const usage = { input: 20, output: 5, cacheRead: 0 };
const words = { user: "Read the file.", result: original };
const body = (more: readonly string[] = [], extra: object = {}) =>
  JSON.stringify({ ...conversationOf("anthropic", { ...words, more }), stream: false, ...extra });
const edited = (text: string) => text.replace(JSON.stringify(original), '"short"');

let home: string;
let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "aperture-bodies-"));
  writeFileSync(join(home, "config.yml"), `proxy: { maxBody: ${largest} }\n`);
  upstream = await startUpstream(({ target }, index) =>
    target.includes("count_tokens")
      ? anthropicTokenCount(42)
      : anthropicReply(
          { id: `b-${index}`, model: "m", parts: [{ type: "text", text: "ok" }], usage },
          { stream: false },
        ),
  );
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin }, home });
  const token = readFileSync(join(home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
  rmSync(home, { recursive: true, force: true });
});

const last = (): SeenRequest => upstream.seen.at(-1)!;
const sessionOf = (label: string) =>
  eventually(async () => (await api.sessions()).sessions.find((each) => each.label === label), `session ${label}`);
/** A block of a conversation, once it is recorded. */
async function blockOf(label: string, role: "user" | "tool_result"): Promise<string> {
  await sessionOf(label);
  const look = async () => (await api.blocks({ session: label, role })).blocks[0]?.id;
  return eventually(look, `a ${role} block of ${label} is recorded`);
}

/** A conversation whose tool result is sent short. */
async function governed(label: string): Promise<GovernedAgent> {
  const agent = new GovernedAgent(daemon.proxyPort, label);
  expect((await agent.send(body())).status).toBe(200);
  const id = await blockOf(label, "tool_result");
  const { items } = await api.control.edit({ ids: [id], content: "short", apply: "now" });
  expect(items).toMatchObject([{ status: "next-request" }]);
  return agent;
}

const travels: readonly (readonly [string, Travel])[] = [
  ["plain", {}],
  ["chunked", { chunked: true }],
  ["gzip", { encoding: "gzip" }],
  ["zstd", { encoding: "zstd" }],
  ["chunked zstd", { encoding: "zstd", chunked: true }],
];

describe("edited", () => {
  test.each(travels)("%s: it leaves decoded, with its own length", async (name, travel) => {
    const agent = await governed(`edited-${name.replace(" ", "-")}`);
    const sent = body(["Go on."]);
    expect((await agent.send(sent, travel)).status).toBe(200);
    const { headers, rawHeaders } = last();
    expect(last().body.toString()).toBe(edited(sent));
    expect(headers["content-length"]).toBe(String(Buffer.byteLength(edited(sent))));
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["transfer-encoding"]).toBeUndefined();
    expect(rawHeaders.filter((header) => header.toLowerCase() === "content-length")).toHaveLength(1);
  });

  test("a count of tokens gets the same edits, and is no turn", async () => {
    const agent = await governed("count");
    const sent = body(["Go on."]);
    await agent.send(sent);
    const left = last().body.toString();
    const { id } = await sessionOf("count");
    const { turns } = await api.turns(id);
    const counted = await agent.send(sent, { encoding: "gzip" }, "/v1/messages/count_tokens");
    expect(JSON.parse(counted.body)).toEqual({ input_tokens: 42 });
    expect(last()).toMatchObject({ target: "/v1/messages/count_tokens" });
    expect(last().body.toString()).toBe(left);
    expect(left).toBe(edited(sent));
    expect((await api.turns(id)).turns).toHaveLength(turns.length);
  });
});

/** Bodies that cannot be edited, and how they travel. */
const unreadable: readonly (readonly [string, (text: string) => string, Travel])[] = [
  ["larger than proxy.maxBody", (text) => text.replace('"Go on."', `"Go on.${" ".repeat(largest)}"`), {}],
  [
    "larger than that, chunked",
    (text) => text.replace('"Go on."', `"Go on.${" ".repeat(largest)}"`),
    { chunked: true },
  ],
  ["larger when decoded", (text) => text.replace('"Go on."', `"Go on.${" ".repeat(largest)}"`), { encoding: "gzip" }],
  ["not what its encoding says", (text) => text, { headers: { "content-encoding": "gzip" } }],
  ["of an unknown encoding", (text) => text, { headers: { "content-encoding": "rot13" } }],
  ["no JSON", (text) => text.slice(0, -1), {}],
  ["with a key twice", (text) => text.replace('"max_tokens"', '"max_tokens":1,"max_tokens"'), {}],
  ["under a digest", (text) => text, { headers: { "content-digest": "sha-256=:abc=:" } }],
];
const onTheWire = (text: string, { encoding }: Travel): Buffer =>
  encoding === "gzip" ? gzipSync(text) : encoding === "zstd" ? zstdCompressSync(text) : Buffer.from(text);

describe("a body that cannot be edited", () => {
  test.each(unreadable)("%s leaves as it came", async (name, make, travel) => {
    const agent = await governed(`kept-${name.replaceAll(/\W+/g, "-")}`);
    const sent = make(body(["Go on."]));
    expect((await agent.send(sent, travel)).status).toBe(200);
    expect(last().body.equals(onTheWire(sent, travel))).toBe(true);
    expect(last().headers["content-encoding"]).toBe(travel.encoding ?? travel.headers?.["content-encoding"]);
    if (travel.chunked) expect(last().headers["transfer-encoding"]).toBe("chunked");
    else expect(last().headers["content-length"]).toBe(String(last().body.length));
    // The next one that can be is edited again.
    const next = body(["Go on.", "And on."]);
    await agent.send(next);
    expect(last().body.toString()).toBe(edited(next));
  });

  test.each(unreadable)("%s is refused where a value must not leave; so is its count", async (name, make, travel) => {
    const label = `refused-${name.replaceAll(/\W+/g, "-")}`;
    const agent = await governed(label);
    const id = await blockOf(label, "tool_result");
    const { items } = await api.control.redact({ ids: [id], values: ["the tool said"] });
    expect(items).toMatchObject([{ status: "next-request" }]);
    const before = upstream.seen.length;
    const sent = make(body(["Go on."]));
    for (const target of ["/v1/messages", "/v1/messages/count_tokens"]) {
      const answer = await agent.send(sent, travel, target);
      expect({ target, status: answer.status }).toEqual({ target, status: 503 });
      expect(JSON.parse(answer.body)).toMatchObject({
        code: "redaction_impossible",
        error: { type: "redaction_impossible" },
      });
    }
    expect(upstream.seen).toHaveLength(before);
  });
});

test("a redacted value leaves neither with a count before the first request, nor with one after a restart", async () => {
  const agent = new GovernedAgent(daemon.proxyPort, "counted-secret");
  const sent = (more: readonly string[]) =>
    JSON.stringify({
      ...conversationOf("anthropic", { user: `the key: ${secret}`, result: "ok", more }),
      stream: false,
    });
  await agent.send(sent([]));
  const id = await blockOf("counted-secret", "user");
  await api.control.redact({ ids: [id], values: [secret] });
  await agent.send(sent([]), {}, "/v1/messages/count_tokens");
  expect(last().body.toString()).toMatch(/the key: REDACTED_\d+_\w{6}"/);
  const first = last().body.toString();
  await daemon.stop();
  daemon = await startDaemon({ upstreams: { anthropic: upstream.origin }, home });
  const token = readFileSync(join(home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
  await new GovernedAgent(daemon.proxyPort, "counted-secret").send(sent([]), {}, "/v1/messages/count_tokens");
  expect(last().body.toString()).toBe(first);
});
