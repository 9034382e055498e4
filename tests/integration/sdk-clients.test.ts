import { ApertureClient, type Session } from "@aperture/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { aiSdks } from "../support/sdk-clients/ai-sdk.ts";
import { anthropicSdk } from "../support/sdk-clients/anthropic-sdk.ts";
import { openaiChatSdk } from "../support/sdk-clients/openai-chat-sdk.ts";
import { openaiResponsesSdk } from "../support/sdk-clients/openai-responses-sdk.ts";
import type { Outcome, SdkClient } from "../support/sdk-clients/sdk-client.ts";
import type { Reply, ScriptedAnswer } from "../support/upstreams/answer.ts";
import { type SeenRequest, startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// Every SDK runs each conversation twice, straight to the scripted provider and through the real daemon. What the
// application sees and what the provider receives must be the same.

type Turns = readonly ((client: SdkClient, stream: boolean) => Reply)[];
interface Run {
  readonly outcome: Outcome;
  readonly seen: readonly SeenRequest[];
}

const answer = (id: string, parts: ScriptedAnswer["parts"]): ScriptedAnswer => ({
  id,
  model: "model-test",
  parts,
  usage: { input: 321, output: 17, cacheRead: 1_024 },
});
const said = (id: string, text: string) => (client: SdkClient, stream: boolean) =>
  client.reply(answer(id, [{ type: "text", text }]), stream);
const hello = said("hello", 'Hello — "quoted", tabs\tand\nlines, é ✓ and some more words to stream.');
const callsTools = (client: SdkClient, stream: boolean) =>
  client.reply(
    answer("calls", [
      { type: "text", text: "I read two files." },
      { type: "tool", id: "one", name: "read_file", input: { path: "src/a.ts" } },
      { type: "tool", id: "two", name: "read_file", input: { path: "src/b é.ts" } },
    ]),
    stream,
  );

let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
let script: (index: number) => Reply;
let runs = 0;

beforeAll(async () => {
  upstream = await startUpstream((_request, index) => script(index));
  const { origin } = upstream;
  daemon = await startDaemon({ upstreams: { anthropic: origin, openai: origin, gemini: origin } });
  api = new ApertureClient({ baseUrl: daemon.api });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});
beforeEach(() => {
  runs++;
});

async function run(client: SdkClient, origin: string, turns: Turns, stream: boolean): Promise<Run> {
  upstream.seen.length = 0;
  script = (index) => turns[Math.min(index, turns.length - 1)]!(client, stream);
  const outcome = await client.ask({ origin, prompt: promptOf(client, stream), stream });
  return { outcome, seen: [...upstream.seen] };
}

/** Unique per test, so that every conversation is a session of its own. */
const promptOf = (client: SdkClient, stream: boolean) =>
  `Run ${runs} with ${client.name}, ${stream ? "streamed" : "whole"}: read the files`;

async function bothWays(client: SdkClient, turns: Turns, stream: boolean) {
  const direct = await run(client, upstream.origin, turns, stream);
  const proxied = await run(client, daemon.proxy, turns, stream);
  expect(proxied.outcome).toEqual(direct.outcome);
  expect(proxied.seen.map(wire)).toEqual(direct.seen.map(wire));
  return { direct, proxied };
}

/** The request as sent: bytes of the body, target, and the headers that are the client's own. */
function wire({ method, target, body, headers }: SeenRequest) {
  const { host: _host, connection: _connection, ...own } = headers;
  return { method, target, body: body.toString("latin1"), headers: own };
}

/** The session that holds this test's prompt, once it has that many turns. */
async function recordedSession(client: SdkClient, stream: boolean, turns: number): Promise<Session | undefined> {
  const { sessions } = await api.sessions();
  for (const session of sessions) {
    const page = await api.blocks({ session: session.id, q: promptOf(client, stream), scope: "all" });
    if (page.blocks.length > 0) return session.turns === turns ? session : undefined;
  }
  return undefined;
}

describe.each([anthropicSdk, openaiChatSdk, openaiResponsesSdk, ...aiSdks])("$name", (client) => {
  describe.each([
    ["streamed", true],
    ["whole", false],
  ])("%s", (_label, stream) => {
    test("a plain answer", async () => {
      const { direct } = await bothWays(client, [hello], stream);
      expect(direct.outcome.error).toBeUndefined();
      expect(direct.outcome.texts.join("")).toContain("é ✓ and some more");
    });

    test("tool calls make the round trip, and every turn is recorded with its blocks and usage", async () => {
      const { direct } = await bothWays(client, [callsTools, hello], stream);
      expect(direct.outcome.error).toBeUndefined();
      expect(direct.outcome.toolCalls.map(({ input }) => input)).toEqual([
        { path: "src/a.ts" },
        { path: "src/b é.ts" },
      ]);
      expect(direct.seen).toHaveLength(2);

      const session = await eventually(() => recordedSession(client, stream, 2), "a session with two turns");
      expect(session).toMatchObject({ dialect: client.dialect });
      // A turn is counted when it begins, and what it used when its answer was read to its end.
      const used = async () => (await recordedSession(client, stream, 2))?.usage;
      await expect.poll(used, { timeout: 10_000 }).toMatchObject({ output: 34, cacheRead: 2_048 });
      const { blocks } = await api.blocks({ session: session.id, scope: "all", contentLimit: 10_000, limit: 1_000 });
      const roles = new Set(blocks.map(({ role }) => role));
      expect([...roles]).toEqual(expect.arrayContaining(["user", "assistant", "tool_use", "tool_result"]));
      expect(blocks.filter(({ role }) => role === "tool_use")).toHaveLength(2);
      expect(blocks.some(({ content }) => content.includes("é ✓ and some more words to stream."))).toBe(true);
    });

    test("overloaded to the end: the same error", async () => {
      const { direct } = await bothWays(client, [() => client.overloaded()], stream);
      expect(direct.outcome.error).toBeDefined();
      expect(direct.seen).toHaveLength(3);
    });
  });

  test("429 with retry-after: the SDK waits as long as it was told and comes again", async () => {
    const { direct, proxied } = await bothWays(client, [() => client.tooMany(), hello], true);
    expect(direct.outcome.error).toBeUndefined();
    for (const { seen } of [direct, proxied]) {
      expect(seen).toHaveLength(2);
      expect(seen[1]!.at - seen[0]!.at).toBeGreaterThan(950);
    }
  });

  test("a stream that the upstream cuts is an error, never a clean end", async () => {
    const cut = (how: "reset" | "fin") => () => ({ ...hello(client, true), cut: { after: 4, how } });
    for (const how of ["reset", "fin"] as const) {
      const { direct, proxied } = await bothWaysUnlikeSocket(client, [cut(how)]);
      expect(proxied.error === undefined, how).toBe(direct.error === undefined);
      expect(proxied.texts).toEqual(direct.texts);
    }
  });

  test("an abort closes the upstream", async () => {
    upstream.seen.length = 0;
    script = () => ({ ...hello(client, true), gapMs: 20, cut: { after: 6, how: "hang" } });
    const controller = new AbortController();
    let aborted = 0;
    await client.ask({
      origin: daemon.proxy,
      prompt: promptOf(client, true),
      stream: true,
      signal: controller.signal,
      onText() {
        aborted ||= performance.now();
        controller.abort();
      },
    });
    const closed = await eventually(() => upstream.seen[0]?.closedEarlyAt ?? undefined, "the upstream is closed");
    expect(upstream.seen).toHaveLength(1);
    process.stdout.write(`${client.name}: upstream closed ${(closed - aborted).toFixed(1)} ms after the abort\n`);
    expect(closed - aborted).toBeLessThan(2_000);
  });
});

/** Words for a broken connection differ with who broke it; that it is an error, and what text came before it, must not. */
async function bothWaysUnlikeSocket(client: SdkClient, turns: Turns) {
  const direct = await run(client, upstream.origin, turns, true);
  const proxied = await run(client, daemon.proxy, turns, true);
  expect(new Set(proxied.seen.map(({ body }) => body.toString("latin1"))).size).toBe(1);
  return { direct: direct.outcome, proxied: proxied.outcome };
}
