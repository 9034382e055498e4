import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ApertureClient, type DialectId } from "@aperture/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { cut, type Said, streams, understood } from "../support/cut-streams.ts";
import { eventually } from "../support/eventually.ts";
import { conversationOf, GovernedAgent } from "../support/governed-agent.ts";
import { type Reply, sseHeaders } from "../support/upstreams/answer.ts";
import { type SeenRequest, startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// What must not leave does not, and the agent reads the answer as if it had: SSE over real sockets, placeholders cut everywhere.

const secret = 'pa"ss\\word-ünï';
const dialects: readonly DialectId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
/** The value, plain and as JSON writes it. */
const forms = [secret, JSON.stringify(secret).slice(1, -1)];
const placeholders = /REDACTED_\d+_[0-9a-z]{6}/g;

let daemon: Daemon;
let upstream: Upstream;
let api: ApertureClient;
/** What the provider answers with `value` in the place of what it was given. */
const answerWith = (value: string): Said => ({
  text: `The key is ${value}, and REDACTED_ is no key; again ${value}.`,
  thinking: `They hide ${value}.`,
  args: JSON.stringify({ path: "k.txt", content: `key=${value}` }),
});
const dialectOf = ({ target }: SeenRequest): DialectId =>
  target.includes("/messages")
    ? "anthropic"
    : target.includes("/chat")
      ? "openai-chat"
      : target.includes("/responses")
        ? "openai-responses"
        : "gemini";

beforeAll(async () => {
  upstream = await startUpstream((request): Reply => {
    const given = request.body.toString("utf8").match(placeholders)?.[0] ?? "nothing";
    const whole = streams[dialectOf(request)](answerWith(given)).join("");
    // Cut by the network wherever it pleases, beside the model's own pieces.
    return { status: 200, headers: sseHeaders, chunks: cut(whole, 97) };
  });
  const { origin } = upstream;
  daemon = await startDaemon({ upstreams: { anthropic: origin, openai: origin, gemini: origin } });
  const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
  api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

test.each(dialects)(
  "%s: the value does not leave; the agent reads it in text and arguments, never in thinking",
  async (dialect) => {
    const agent = new GovernedAgent(daemon.proxyPort, dialect, dialect);
    const said = (more: readonly string[]) =>
      conversationOf(dialect, { user: `the key: ${secret}`, result: `KEY=${secret}`, more });
    const compressed = { headers: { "accept-encoding": "gzip, br, zstd" } };
    const before = await agent.send(said([]), compressed);
    expect(upstream.seen.at(-1)!.headers["accept-encoding"]).toBe("gzip, br, zstd");
    expect(before.body).toBe(streams[dialect](answerWith("nothing")).join(""));
    await eventually(async () => (await api.sessions()).sessions.find(({ label }) => label === dialect), "recorded");
    const { blocks } = await api.blocks({ session: dialect, role: "user" });
    await api.control.redact({ ids: [blocks[0]!.id], values: [secret] });

    const { status, headers, body } = await agent.send(said([`again: ${secret}`]), compressed);
    const left = upstream.seen.at(-1)!;
    const given = [...new Set(left.body.toString("utf8").match(placeholders))];
    expect(given).toHaveLength(1);
    for (const form of forms) expect(left.body.toString("utf8")).not.toContain(form);
    expect(left.headers["accept-encoding"]).toBe("identity");
    expect(status).toBe(200);
    expect(headers["content-length"]).toBeUndefined();
    const { text, args } = answerWith(secret);
    expect(understood(dialect, body)).toEqual({ text, args, thinking: answerWith(given[0]!).thinking });
    // Not an event more or less: what has nothing to restore is the provider's bytes.
    const direct = streams[dialect](answerWith(given[0]!)).join("").split("\n\n");
    expect(body.split("\n\n")).toHaveLength(direct.length);
    const changed = body.split("\n\n").filter((event, index) => event !== direct[index]);
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.every((event) => !event.includes("thinking") && !event.includes("thought"))).toBe(true);

    // What the agent sends back, as it read it, leaves hidden again: the provider's cache sees the same words.
    await agent.send(said([`again: ${secret}`, `you said: ${text}`]), compressed);
    const next = upstream.seen.at(-1)!.body.toString("utf8");
    expect(next).toContain(`you said: ${JSON.stringify(answerWith(given[0]!).text).slice(1, -1)}`);
    for (const form of forms) expect(next).not.toContain(form);
  },
);

test("the value stands in no event, operation or log, and in no answer of the API but the texts of its own conversation", async () => {
  const told = [
    JSON.stringify(await api.control.operations()),
    JSON.stringify(await api.control.pending()),
    JSON.stringify(await api.sessions()),
    JSON.stringify(await api.health()),
  ];
  let last = Number.POSITIVE_INFINITY;
  for await (const frame of api.events({ since: 0 })) {
    told.push(JSON.stringify(frame));
    if (frame.type === "hello") last = frame.last;
    else if (frame.seq >= last) break;
  }
  expect(told.length).toBeGreaterThan(20);
  for (const text of told) for (const form of forms) expect(text).not.toContain(form);
});
