import { ApertureClient } from "@aperture/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { eventually } from "../support/eventually.ts";
import { aiSdks } from "../support/sdk-clients/ai-sdk.ts";
import { anthropicSdk } from "../support/sdk-clients/anthropic-sdk.ts";
import { openaiChatSdk } from "../support/sdk-clients/openai-chat-sdk.ts";
import { openaiResponsesSdk } from "../support/sdk-clients/openai-responses-sdk.ts";
import type { SdkClient } from "../support/sdk-clients/sdk-client.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// A dropped request must not leave, whatever its SDK does about the 503: those of Anthropic and OpenAI read `x-should-retry`,
// the AI SDK tries twice more, after two and four seconds.

let upstream: Upstream;
let daemon: Daemon;
let api: ApertureClient;
let client: SdkClient;

beforeAll(async () => {
  upstream = await startUpstream(() =>
    client.reply(
      {
        id: "a",
        model: "model-test",
        parts: [{ type: "text", text: "Well." }],
        usage: { input: 9, output: 2, cacheRead: 0 },
      },
      true,
    ),
  );
  const { origin } = upstream;
  daemon = await startDaemon({ upstreams: { anthropic: origin, openai: origin, gemini: origin } });
  api = new ApertureClient({ baseUrl: daemon.api });
});
afterAll(async () => {
  await daemon?.stop();
  await upstream?.close();
});

describe.each([anthropicSdk, openaiChatSdk, openaiResponsesSdk, ...aiSdks])("$name", (sdk) => {
  test("what was held and dropped never reaches the provider", async () => {
    client = sdk;
    const label = `hold-${sdk.name.replaceAll(/\W+/g, "-")}`;
    const ask = (prompt: string) => sdk.ask({ origin: `${daemon.proxy}/s/${label}`, prompt, stream: true });
    expect((await ask("hello")).error).toBeUndefined();
    const named = async () => (await api.sessions()).sessions.find((session) => session.label === label);
    const session = await eventually(named, "the session");

    upstream.seen.length = 0;
    const { id } = await api.control.hold({ session: session.id });
    const asking = ask("delete everything");
    const held = async () => (await api.control.holds()).holds.find((hold) => hold.id === id && hold.state === "held");
    await eventually(held, "the request is held");
    await api.control.releaseHold(id, { action: "drop" });
    const { error, texts } = await asking;
    // The AI SDK's provider for Anthropic reads no message out of an error of ours.
    expect(error?.message).toMatch(/nothing was sent|Service Unavailable/);
    expect([texts.join(""), upstream.seen.length]).toEqual(["", 0]);

    expect((await ask("then do not")).texts.join("")).toBe("Well.");
    expect(upstream.seen).toHaveLength(1);
  });
});
