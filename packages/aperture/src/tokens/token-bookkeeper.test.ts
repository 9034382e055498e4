import type { Usage } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { addBlock, hashText, startConversation, turnOf } from "../store/testing.ts";
import { createTokenBookkeeper, type TokenBookkeeper } from "./token-bookkeeper.ts";
import { createTokenCounter, type TokenCounter } from "./token-counter.ts";

let store: Store;
let bookkeeper: TokenBookkeeper;
let logged: string[];
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  logged = [];
});
afterEach(async () => {
  await bookkeeper.close();
  store.close();
});

/** Counts characters; keeps what it was asked and fails when told to. */
function scripted(asked: string[][] = [], fail: () => boolean = () => false): TokenCounter {
  return {
    async count(texts) {
      asked.push([...texts]);
      if (fail()) throw new Error("the worker died");
      return texts.map((text) => text.length);
    },
    close: async () => {},
  };
}
const start = (counter: TokenCounter = scripted()): TokenBookkeeper => {
  bookkeeper = createTokenBookkeeper({ store, counter, log: (message) => logged.push(message) });
  return bookkeeper;
};
const counted = () =>
  store.events
    .since(0, 100)
    .events.filter((event) => event.type === "blocks-counted")
    .map((event) => event.data);
const usage = (input: number): Usage => ({ input, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 });

/** A session with blocks of these texts, wanted by the bookkeeper. */
function conversation(key: string, texts: readonly string[]) {
  const { session, lane } = startConversation(store, key);
  const blocks = texts.map((text) => addBlock(store, lane, text));
  for (const text of texts) bookkeeper.want(session.n, hashText(text), text);
  return { session, lane, blocks: blocks.map(({ n }) => n) };
}
/** A recorded turn with a bill. */
function billed(of: ReturnType<typeof conversation>, number: number, input: number, model = "m"): number {
  const { n } = store.turns.insert({ ...turnOf(of.lane, number, of.blocks), model, usage: usage(input) });
  bookkeeper.learnFrom(n, model);
  return n;
}

describe("counting", () => {
  test("stores the real tokenizer's counts and tells each session once", async () => {
    start(createTokenCounter());
    const [a, b] = [conversation("a", ["hello world", "two words"]), conversation("b", ["another"])];
    await bookkeeper.settled();
    expect(store.contents.tokens([hashText("hello world"), hashText("two words")])).toEqual(
      new Map([
        [hashText("hello world"), 2],
        [hashText("two words"), 2],
      ]),
    );
    expect(counted()).toEqual([
      { sessionId: `session-${a.session.n}`, blocks: 2 },
      { sessionId: `session-${b.session.n}`, blocks: 1 },
    ]);
  });

  test("counts a text once, however often it is wanted", async () => {
    const asked: string[][] = [];
    start(scripted(asked));
    conversation("a", ["same", "other"]);
    conversation("b", ["same"]);
    await bookkeeper.settled();
    conversation("c", ["same"]);
    await bookkeeper.settled();
    expect(asked).toEqual([["same", "other"]]);
  });

  test("a large request is counted and stored in parts", async () => {
    const asked: string[][] = [];
    start(scripted(asked));
    const texts = Array.from({ length: 5 }, (_, index) => `${index}${"x ".repeat(300_000)}`);
    conversation("a", texts);
    await bookkeeper.settled();
    expect(asked.map((part) => part.length)).toEqual([1, 1, 1, 1, 1]);
    expect(counted().map(({ blocks }) => blocks)).toEqual([1, 1, 1, 1, 1]);
  });

  test("a session that was removed meanwhile is not spoken of", async () => {
    start();
    const { session } = conversation("a", ["hello"]);
    store.sessions.remove(session.n);
    await bookkeeper.settled();
    expect(counted()).toEqual([]);
    expect(logged).toEqual([]);
  });

  test("settled with nothing to do resolves", async () => {
    await start().settled();
  });
});

describe("learning", () => {
  const text = "x".repeat(1_000);

  test("a turn with a bill teaches its model's factor, once its texts are counted", async () => {
    start();
    billed(conversation("a", [text, "y".repeat(500)]), 1, 1_800);
    await bookkeeper.settled();
    expect(store.models.get("m")).toEqual({ model: "m", factor: 1.2, samples: 1 });
  });

  test("images count as what the provider's formula says, and are no texts to be counted", async () => {
    start();
    const of = conversation("a", [text]);
    const image = addBlock(store, of.lane, "image 1");
    store.blocks.update(image.n, { meta: { ...image.meta, kind: "image", tokens: 1_500 } });
    billed({ ...of, blocks: [...of.blocks, image.n] }, 1, 2_600);
    await bookkeeper.settled();
    expect(store.models.get("m")?.factor).toBeCloseTo(1.1, 9);
  });

  test.each<[string, (of: ReturnType<typeof conversation>) => void]>([
    ["without a bill", (of) => bookkeeper.learnFrom(store.turns.insert(turnOf(of.lane, 1, of.blocks)).n, "m")],
    ["that is not there", () => bookkeeper.learnFrom(999, "m")],
    [
      "with a text that nobody counted",
      (of) => {
        const uncounted = addBlock(store, of.lane, "never wanted");
        billed({ ...of, blocks: [...of.blocks, uncounted.n] }, 1, 1_200);
      },
    ],
  ])("a turn %s teaches nothing", async (_, tell) => {
    start();
    tell(conversation("a", [text]));
    await bookkeeper.settled();
    expect(store.models.all()).toEqual([]);
    expect(logged).toEqual([]);
  });

  test("of many turns in one round the newest is learnt from, of the next round again one", async () => {
    start();
    const of = conversation("a", [text]);
    for (let number = 1; number <= 31; number++) billed(of, number, number === 31 ? 1_300 : 1_200);
    await bookkeeper.settled();
    expect(store.models.get("m")).toEqual({ model: "m", factor: 1.3, samples: 1 });
    billed(of, 32, 1_300);
    await bookkeeper.settled();
    expect(store.models.get("m")?.samples).toBe(2);
  });

  test("two models that speak in turn are both learnt from, each from its newest turn", async () => {
    start();
    const of = conversation("a", [text]);
    billed(of, 1, 1_100, "large");
    billed(of, 2, 1_500, "small");
    billed(of, 3, 1_200, "large");
    await bookkeeper.settled();
    expect(store.models.get("large")).toEqual({ model: "large", factor: 1.2, samples: 1 });
    expect(store.models.get("small")).toEqual({ model: "small", factor: 1.5, samples: 1 });
  });
});

describe("trouble", () => {
  test("a worker that dies leaves texts estimated; what comes later is counted, and its bill is learnt from", async () => {
    let broken = true;
    start(scripted([], () => broken));
    conversation("a", ["first"]);
    await bookkeeper.settled();
    expect(store.contents.uncounted([hashText("first")])).toHaveLength(1);
    expect(logged).toEqual(["tokens could not be counted"]);
    broken = false;
    billed(conversation("b", ["z".repeat(400)]), 1, 400);
    await bookkeeper.settled();
    expect(store.models.get("m")?.factor).toBe(1);
    expect(logged).toHaveLength(1);
  });

  test("a text whose count failed is counted when it is wanted again", async () => {
    let broken = true;
    start(scripted([], () => broken));
    conversation("a", ["again"]);
    await bookkeeper.settled();
    broken = false;
    conversation("b", ["again"]);
    await bookkeeper.settled();
    expect(store.contents.uncounted([hashText("again")])).toEqual([]);
  });

  test("a store that fails is said, and does not end the work", async () => {
    start();
    const { setTokens } = store.contents;
    store.contents.setTokens = () => {
      throw new Error("disk full");
    };
    conversation("a", ["first"]);
    await bookkeeper.settled();
    store.contents.setTokens = setTokens;
    expect(logged).toEqual(["tokens could not be counted"]);
    conversation("b", ["second"]);
    await bookkeeper.settled();
    expect(store.contents.uncounted([hashText("second")])).toEqual([]);
  });

  test("closing during the work stores nothing more and says nothing", async () => {
    const answers = Promise.withResolvers<number[]>();
    const asked = Promise.withResolvers<void>();
    start({
      count() {
        asked.resolve();
        return answers.promise;
      },
      close: async () => answers.reject(new Error("closed")),
    });
    conversation("a", ["hello"]);
    await asked.promise;
    await bookkeeper.close();
    expect(store.contents.uncounted([hashText("hello")])).toHaveLength(1);
    bookkeeper.want(1, hashText("later"), "later");
    await bookkeeper.settled();
    expect(logged).toEqual([]);
  });

  test("closing before the work has begun drops it", async () => {
    const asked: string[][] = [];
    start(scripted(asked));
    conversation("a", ["hello"]);
    await bookkeeper.close();
    await bookkeeper.settled();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(asked).toEqual([]);
  });
});
