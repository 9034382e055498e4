import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@aperture/aperture/store/contract";
import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation, turnOf } from "@aperture/aperture/store/testing";
import { afterEach, beforeEach, expect, test } from "vitest";

/** The only parts of a recorded session that count here. */
interface Transcript {
  id: string;
  system: string;
  tools: unknown[];
  messages: { role: string; content: string | Record<string, unknown>[] }[];
  turns: { upto: number }[];
}

const recorded = new URL("../../../shared/transcripts/dev/", import.meta.url);
let home: string;
let store: Store;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-growth-"));
  store = openStore({ file: join(home, "aperture.db") });
});
afterEach(() => {
  store.close();
  rmSync(home, { recursive: true });
});

const partsOf = (content: Transcript["messages"][number]["content"]): string[] =>
  typeof content === "string"
    ? [content]
    : content.map((part) => {
        const text = part.text ?? part.content ?? part.input ?? part;
        return typeof text === "string" ? text : JSON.stringify(text);
      });

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Plays a session as the program records it, events included; returns the growth and the last request's bytes. */
function play({ id, system, tools, messages, turns }: Transcript): { grown: number; last: number } {
  const empty = store.size();
  const { session, lane } = startConversation(store, id);
  const blocks: number[] = [];
  let read = 0;
  const add = (text: string): number => {
    const block = addBlock(store, lane, text).n;
    blocks.push(block);
    return block;
  };
  for (const [index, { upto }] of turns.entries()) {
    const at = { sessionId: `session-${session.n}`, lane: `lane-${lane.n}`, number: index + 1 };
    const n = store.transaction(() => {
      const added = index === 0 ? [system, ...tools.map((tool) => JSON.stringify(tool))].map(add) : [];
      for (; read < upto; read += 1) added.push(...partsOf(messages[read]?.content ?? []).map(add));
      const turn = store.turns.insert(turnOf(lane, index + 1, blocks)).n;
      store.lanes.update(lane.n, { turns: index + 1, lastSeen: index });
      store.sessions.update(session.n, { lastSeen: index });
      const ids = added.map((block) => `block-${block}`);
      store.events.append("turn-started", { ...at, turnId: `turn-${turn}`, attempts: 1, added: ids, removed: [] });
      return turn;
    });
    store.transaction(() => {
      const answer = partsOf(messages[read]?.content ?? []).map(add);
      read += 1;
      const usage = { input: 3, output: 400, cacheRead: 90_000, cacheWrite5m: 1_200, cacheWrite1h: 0 };
      store.turns.update(n, { outcome: "complete", status: 200, duration: 8_123.4, usage, answerBlocks: answer });
      const answerBlocks = answer.map((block) => `block-${block}`);
      store.events.append("turn-recorded", { ...at, turnId: `turn-${n}`, outcome: "complete", answerBlocks });
      store.contents.setTokens(new Map(store.blocks.many(blocks.slice(-4)).map(({ hash }) => [hash, 100])));
      store.events.append("blocks-counted", { sessionId: at.sessionId, blocks: 4 });
    });
  }
  const body = { model: "m", system, tools, messages: messages.slice(0, turns.at(-1)?.upto) };
  return { grown: store.size() - empty, last: Buffer.byteLength(JSON.stringify(body)) };
}

/** 200 turns, 400 blocks: tool calls and their results, in sizes like recorded ones. */
function synthetic(): Transcript {
  let seed = 7;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const words = Array.from({ length: 2_000 }, () =>
    next(1e9)
      .toString(36)
      .slice(0, 2 + next(6)),
  );
  const text = (length: number): string => {
    let result = "";
    while (result.length < length) result += `${words[next(words.length)]}${next(12) === 0 ? ".\n    " : " "}`;
    return result;
  };
  const messages = Array.from({ length: 401 }, (_, index) => ({
    role: index % 2 ? "assistant" : "user",
    content: text(index % 2 ? 120 + next(500) : 200 + next(3_000)),
  }));
  const turns = Array.from({ length: 200 }, (_, index) => ({ upto: 2 * index + 1 }));
  return { id: "synthetic", system: text(3_000), tools: [], messages, turns };
}

test("200 turns of one growing conversation cost little more than its last request", () => {
  const { grown, last } = play(synthetic());
  console.log(`store growth: synthetic ${grown} of ${last} bytes = ${(grown / last).toFixed(2)}`);
  expect(last).toBeGreaterThan(400_000);
  expect(grown).toBeLessThanOrEqual(1.3 * last);
});

test("recorded sessions cost at most 1.3 × their last request", () => {
  if (!existsSync(recorded)) {
    if (process.env.APERTURE_REQUIRE_ALL) throw new Error("the recorded sessions are missing");
    console.log("skipped: the recorded sessions are not on this machine");
    return;
  }
  const names = readdirSync(recorded).filter((name) => name.endsWith(".json"));
  expect(names.length).toBeGreaterThan(0);
  const sessions = names.map((name) => {
    const { grown, last } = play(JSON.parse(readFileSync(new URL(name, recorded), "utf8")));
    console.log(`store growth: ${name} ${last} bytes: ${(grown / last).toFixed(2)}`);
    return { name, last, grown };
  });
  // A session of 30 KB begins a page of 4 KB in each of a dozen tables and indexes: small ones are judged together.
  const small = sessions.filter(({ last }) => last < 100_000);
  const large = sessions.filter(({ last }) => last >= 100_000);
  expect(sum(small.map(({ grown }) => grown))).toBeLessThanOrEqual(1.3 * sum(small.map(({ last }) => last)));
  for (const { name, last, grown } of large) expect(grown / last, name).toBeLessThanOrEqual(1.3);
});
