import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { governedTalk } from "@aperture/aperture/sessions/testing/governed";
import { openStore } from "@aperture/aperture/store/open-store";
import type { Step } from "@aperture/engine/pipeline/pipeline-run";
import { ApertureClient } from "@aperture/sdk";
import { expect, test } from "vitest";
import { startDaemon } from "../support/aperture-daemon.ts";
import {
  CachedConversation,
  type CachingUpstream,
  fileText,
  startCachingUpstream,
} from "../support/cached-conversation.ts";
import { eventually } from "../support/eventually.ts";
import { startProxy } from "../support/proxy/start-proxy.ts";
import { fillUp, mountSmallDisk } from "./small-disk.ts";

// Law 4: what fails in the middle of a session in which something is applied changes no byte before W, and costs no answer.

/** The prompt as the provider's cache sees it, message by message: marks do not count. */
const promptOf = (upstream: CachingUpstream): string[] => {
  const { messages, system, tools } = upstream.last().body as Record<string, unknown[]>;
  return [tools, system, ...messages!].map((part) =>
    JSON.stringify(part, (key, value) => (key === "cache_control" ? undefined : value)),
  );
};
/** Everything that was sent before stands at the beginning of what is sent now, byte for byte. */
function expectGoesOn(before: readonly string[], now: readonly string[]): void {
  expect(now.length).toBeGreaterThan(before.length);
  expect(now.slice(0, before.length)).toEqual(before);
}
const said = (text: string): string => JSON.stringify(text).slice(1, -1);

interface Failing {
  readonly name: string;
  /** Begins to fail, until what it returns is called. */
  begin(): () => void;
}

/** A session with a change in force, one that waits, and everything that may fail on its way. */
async function session() {
  const upstream = await startCachingUpstream();
  const store = openStore({ file: ":memory:" });
  const broken = new Set<string>();
  const breakable =
    (step: Step): Step =>
    (run) => {
      if (broken.has(step.name)) throw new Error(`${step.name} fails`);
      return step(run);
    };
  const talk = governedTalk(store, {
    slots: (at) => [
      {
        name: `a stage at ${at}`,
        process() {
          if (broken.has(at)) throw new Error(`the stage at ${at} fails`);
          return [];
        },
      },
    ],
    stepsOf: (steps) => steps.map(breakable),
  });
  const proxy = await startProxy(upstream.origin, { sink: talk.recorder });
  const agent = new CachedConversation(proxy.port, "failing");
  const say = async (): Promise<string[]> => {
    talk.setNow(Date.now());
    expect(await agent.say()).toBe(200);
    await talk.recorder.drain();
    return promptOf(upstream);
  };
  const step = (name: string): Failing => ({
    name,
    begin() {
      broken.add(name);
      return () => void broken.delete(name);
    },
  });
  const { transaction } = store;
  const database = (name: string, replace: typeof store.transaction): Failing => ({
    name,
    begin() {
      store.transaction = replace;
      return () => {
        store.transaction = transaction;
      };
    },
  });
  const failing: Failing[] = [
    ...["before_parse", "after_parse", "after_zone", "after_condense", "before_emit"].map(step),
    ...["ingest", "parse", "reorder", "decide", "emit"].map(step),
    database("a database that does not begin", () => {
      throw new Error("disk full");
    }),
    database("a database that does not commit", (work) =>
      transaction(() => {
        work();
        throw new Error("disk full");
      }),
    ),
  ];
  return {
    ...{ upstream, store, talk, say, failing },
    async close() {
      await proxy.close();
      await upstream.close();
      store.close();
    },
  };
}

test("a stage, parse, decide, emit or the database fails: the prompt goes on byte for byte, the agent gets its answer", async () => {
  const { store, talk, say, failing, close } = await session();
  try {
    await say();
    await say();
    talk.change(talk.blockOf(fileText(0)), "the first file, short", { forced: true });
    let before = await say();
    expect(before.join("")).toContain("the first file, short");
    // It waits: what stands before it is cached, and nothing here makes that free.
    talk.change(talk.blockOf(fileText(1)), `nearly ${fileText(1)}`.slice(0, -20));
    before = await say();
    expect(before.join("")).toContain(said(fileText(1)));
    for (const { name, begin } of failing) {
      const repair = begin();
      for (let turn = 0; turn < 2; turn += 1) {
        const now = await say();
        expectGoesOn(before, now);
        before = now;
      }
      repair();
      const after = await say();
      expectGoesOn(before, after);
      expect(after.join(""), name).not.toContain(said(fileText(0)));
      before = after;
    }
    expect(store.control.changes.ofSession(1, ["pending", "applied"]).map(({ state }) => state)).toEqual([
      "applied",
      "pending",
    ]);
    const failed = store.events
      .since(0, 10_000)
      .events.flatMap((event) => (event.type === "stage-failed" ? [event.data.stage] : []));
    expect(new Set(failed)).toEqual(
      new Set(
        ["before_parse", "after_parse", "after_zone", "after_condense", "before_emit"].map((at) => `a stage at ${at}`),
      ),
    );
    // Each of the others twice, counted and told.
    expect(talk.recorder.stats().failedOpen).toBeGreaterThanOrEqual(2 * (failing.length - 5));
  } finally {
    await close();
  }
});

test("the disk of a running daemon is full: what is applied stays applied, also behind a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aperture-governed-disk-"));
  const disk = mountSmallDisk(join(folder, "small"), 8_000);
  if (disk === null) return rmSync(folder, { recursive: true });
  const upstream = await startCachingUpstream();
  const start = () => startDaemon({ upstreams: { anthropic: upstream.origin }, home: disk.path });
  let daemon = await start();
  try {
    const token = readFileSync(join(disk.path, "token"), "utf8").trim();
    let api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
    const agent = new CachedConversation(daemon.proxyPort, "disk");
    const say = async (from = agent): Promise<string[]> => {
      expect(await from.say()).toBe(200);
      return promptOf(upstream);
    };
    await say();
    await say();
    await eventually(async () => ((await api.sessions()).sessions.length > 0 ? true : undefined), "recorded");
    const { blocks } = await eventually(async () => {
      const page = await api.blocks({ session: "disk", role: "tool_result" });
      return page.blocks.length === 2 ? page : undefined;
    }, "two results");
    await api.control.edit({ ids: [blocks[0]!.id], content: "the first file, short", apply: "now" });
    let before = await say();
    expect(before.join("")).toContain("the first file, short");
    const filler = join(disk.path, "filler");
    fillUp(filler);
    let turns = 0;
    for (; turns < 60 && (await api.health()).status === "ok"; turns += 1) {
      const now = await say();
      expectGoesOn(before, now);
      before = now;
    }
    expect(await api.health()).toMatchObject({ status: "degraded" });
    await expect(api.control.edit({ ids: [blocks[1]!.id], content: "x" })).rejects.toMatchObject({
      problem: { code: "store_unavailable" },
    });
    for (let turn = 0; turn < 5; turn += 1) {
      const now = await say();
      expectGoesOn(before, now);
      before = now;
    }
    await daemon.kill();
    // A start writes where it runs; full again behind it, before the first request.
    rmSync(filler);
    daemon = await start();
    fillUp(filler);
    api = new ApertureClient({ baseUrl: daemon.api, token: () => token });
    agent.moveTo(daemon.proxyPort);
    for (let turn = 0; turn < 3; turn += 1) {
      const now = await say();
      expectGoesOn(before, now);
      before = now;
    }
    console.log(
      `full disk in a governed session: ${turns} requests until it was noticed, 8 while it was full, one restart; no byte before W changed`,
    );
    rmSync(filler);
    for (let turn = 0; turn < 2; turn += 1) {
      const now = await say();
      expectGoesOn(before, now);
      before = now;
    }
    expect((await api.health()).status).toBe("ok");
  } finally {
    await daemon.kill();
    await upstream.close();
    disk.release();
    rmSync(folder, { recursive: true });
  }
}, 120_000);
