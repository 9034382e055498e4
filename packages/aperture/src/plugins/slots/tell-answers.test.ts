import type { FinishedAnswer, RequestFacts } from "@aperture/host/border/calls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { governedTalk } from "../../sessions/testing/governed.ts";
import { answer, request, user } from "../../sessions/testing/talk.ts";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import { createRequestFacts } from "./request-facts.ts";
import { tellAnswers } from "./tell-answers.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const usage = { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 20, cache_creation_input_tokens: 5 };
const told = (text: string) => ({
  headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" },
  body: request([user(text)]),
  answer: answer([{ type: "text", text: "the key is hunter22" }], usage),
});

function listening(hears = true) {
  const heard: [RequestFacts, FinishedAnswer][] = [];
  const facts = createRequestFacts({
    store,
    modeOf: (session) => `mode of ${session}`,
    pricesOf: () => ({ input: 3, output: 15, cacheRead: 0.3 }),
  });
  const host = {
    hearsAnswers: () => hears,
    answered: (request: RequestFacts, said: FinishedAnswer) => void heard.push([request, said]),
  };
  return { heard, stop: tellAnswers({ store, host, facts }) };
}

test("an answer is told once it is stored: what it said, and what it was billed", async () => {
  const { heard, stop } = listening();
  await governedTalk(store).send({ ...told("hi"), at: 1_000 });
  stop();
  expect(heard).toHaveLength(1);
  const [facts, said] = heard[0]!;
  expect(said).toMatchObject({
    turn: "turn-1",
    outcome: "complete",
    usage: { input: 7, output: 3, cacheRead: 20, cacheWrite: 5 },
    blocks: [
      {
        id: expect.stringMatching(/^block-/),
        role: "assistant",
        toolName: null,
        length: 19,
        text: "the key is hunter22",
      },
    ],
  });
  expect(facts).toMatchObject({
    session: "session-1",
    lane: "lane-1",
    agent: "claude-code",
    dialect: "anthropic",
    turn: 1,
    tokens: 32,
    limit: null,
    cold: false,
    mode: "mode of 1",
    prices: { input: 3, output: 15, cacheRead: 0.3 },
    lastUsage: { cacheRead: 20 },
  });
});

test("what the user hides is hidden from it", async () => {
  const { heard, stop } = listening();
  const talk = governedTalk(store);
  await talk.send({ ...told("hi"), at: 1_000 });
  const hidden = { value: "hunter22", placeholder: "[hidden 1]", operation: null, at: 1_500, active: true };
  store.transaction(() => store.control.redactions.insert({ session: 1, ...hidden }));
  await talk.send({ ...told("again"), at: 2_000 });
  stop();
  expect(heard[1]![1].blocks[0]!.text).toBe("the key is [hidden 1]");
});

test("where nobody listens nothing is read, and after the end nothing is told", async () => {
  const deaf = listening(false);
  const ended = listening();
  ended.stop();
  await governedTalk(store).send({ ...told("hi"), at: 1_000 });
  deaf.stop();
  expect([deaf.heard, ended.heard]).toEqual([[], []]);
});
