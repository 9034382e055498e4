import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ApertureClient, ApiError, type Event, type Hello, type PluginInfo } from "@aperture/sdk";
import { afterEach, expect, test } from "vitest";
import { type PluginFolder, pluginFolder } from "../testing/plugin-folder.ts";
import { runDev } from "./run-dev.ts";

// The loop of `plugin dev` against a client that answers from here.

let folder: PluginFolder | undefined;
afterEach(() => folder?.remove());

const good = (word: string) => `export default { stages: {}, word: ${JSON.stringify(word)} };`;

interface Told {
  readonly kind: string;
  readonly text: string;
}

/** A client that says what was asked of it, and an event stream that is fed by hand. */
function fakeClient(installed: Partial<PluginInfo> | null = null) {
  const asked: string[] = [];
  const queue: Event[] = [];
  let wake = () => {};
  const info = { state: "running", trouble: null, capabilities: [{ capability: "notes", used: true }] };
  const lines = [{ at: "1", level: "info", message: "before" }];
  const plugins = {
    info: async () => {
      if (asked.some((each) => each.startsWith("install"))) return info;
      if (installed) return installed;
      throw new ApiError({ type: "", title: "", status: 404, code: "plugin_not_found", detail: "" });
    },
    install: async (input: object) => {
      asked.push(`install ${JSON.stringify(input)}`);
      return info;
    },
    reload: async () => void asked.push("reload"),
    remove: async (id: string) => void asked.push(`remove ${id}`),
    logs: async () => ({ lines: [...lines] }),
  };
  async function* events({
    since = 0,
    signal,
  }: {
    since?: number;
    signal?: AbortSignal;
  }): AsyncGenerator<Hello | Event> {
    yield { type: "hello", epoch: "e", first: 1, last: 7, resync: false };
    if (since > 7) return;
    signal?.addEventListener("abort", () => wake());
    while (!signal?.aborted) {
      for (let event = queue.shift(); event; event = queue.shift()) yield event;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const stages = [{ stage: "plugin:watched/after_zone", ms: 0.5, intents: { compress: 1 }, reason: null, error: null }];
  const changes = [
    {
      actor: "plugin:watched",
      block: "block-3",
      kind: "compress",
      level: "trimmed",
      state: "applied",
      price: { tokensSaved: 90 },
      reason: "old",
    },
  ];
  const control = {
    pipeline: async () => ({
      stages: [...stages, { ...stages[0], stage: "condense" }],
      changes: [...changes, { ...changes[0], actor: "user" }],
    }),
    diff: async () => ({ diff: "@@ -1 +1 @@\n-long\n+short\n" }),
  };
  return {
    asked,
    say: (message: string) => void lines.push({ at: "2", level: "warn", message }),
    happen: (event: object) => {
      queue.push({ seq: 8, at: "", ...event } as Event);
      wake();
    },
    client: { plugins, control, events } as unknown as ApertureClient,
  };
}

/** What was told, and a wait for what will be. */
function listener() {
  const told: Told[] = [];
  let check = () => {};
  return {
    told,
    tell: (value: { kind: string }, text: string) => {
      told.push({ kind: value.kind, text });
      check();
    },
    until: (kind: string, count = 1) =>
      new Promise<Told>((resolve) => {
        check = () => {
          const found = told.filter((each) => each.kind === kind);
          if (found.length >= count) resolve(found.at(-1)!);
        };
        check();
      }),
  };
}

test("linked, reloaded at a save, the last good kept while a build fails, told what happens, taken out again", async () => {
  folder = pluginFolder("watched", { "src/index.ts": good("one") });
  const built = () => readFileSync(join(folder!.path, "dist/plugin.js"), "utf8");
  const { client, asked, happen, say } = fakeClient();
  const { tell, until, told } = listener();
  const end = new AbortController();
  const running = runDev({ folder: folder.path, env: process.env, client, tell, signal: end.signal });

  await until("watching");
  expect(asked).toEqual([
    `install ${JSON.stringify({ path: folder.path, grant: "all", link: true, trust: false, enable: true })}`,
  ]);
  folder.write({ "src/index.ts": good("two") });
  expect((await until("reloaded")).text).toMatch(/^reloaded in \d+ ms$/);
  expect(built()).toContain('"two"');
  expect(asked.at(-1)).toBe("reload");

  folder.write({ "src/index.ts": "export default {" });
  expect((await until("failed")).text).toMatch(/src\/index\.ts:1: .*\nThe last good build goes on running$/);
  expect(built()).toContain('"two"');

  const manifest = JSON.parse(readFileSync(join(folder.path, "aperture.plugin.json"), "utf8")) as object;
  folder.write({ "src/index.ts": good("three") });
  await until("reloaded", 2);
  folder.write({ "aperture.plugin.json": JSON.stringify({ ...manifest, permissions: { notes: true } }) });
  await until("reloaded", 3);
  expect(asked.filter((each) => each.startsWith("install"))).toHaveLength(2);

  say("careful");
  expect((await until("log")).text).toBe("warn  careful");
  expect((await until("used")).text).toBe("used notes");
  happen({ type: "turn-recorded", data: { turnId: "turn-4" } });
  expect((await until("turn")).text).toBe(
    [
      "turn-4  after_zone  0.50 ms  1 compress",
      "  block-3  trimmed (applied, saves 90 tokens)  old",
      "    @@ -1 +1 @@",
      "    -long",
      "    +short",
    ].join("\n"),
  );
  happen({ type: "plugin-failed", data: { plugin: "other", stage: "x", message: "not ours", strikes: 1 } });
  happen({ type: "plugin-failed", data: { plugin: "watched", stage: "after_zone", message: "it threw", strikes: 2 } });
  expect((await until("strike")).text).toBe("after_zone: it threw (2 of 3)");

  end.abort();
  await running;
  expect(asked.at(-1)).toBe("remove watched");
  expect(told.at(-1)).toMatchObject({ kind: "unlinked" });
  expect(told.some(({ text }) => text.includes("not ours") || text.includes("before"))).toBe(false);
});

test("what its user installed is not replaced", async () => {
  folder = pluginFolder("watched", { "src/index.ts": good("one") });
  const { client, asked } = fakeClient({ source: "tarball", manifest: { version: "2.0.0" } as PluginInfo["manifest"] });
  const { tell } = listener();
  const signal = new AbortController().signal;
  await expect(runDev({ folder: folder.path, env: process.env, client, tell, signal })).rejects.toThrow(
    /watched 2\.0\.0 is installed here; `aperture plugin remove watched` first/,
  );
  expect(asked).toEqual([]);
});

test("a first build that fails installs nothing", async () => {
  folder = pluginFolder("watched", { "src/index.ts": "export default {" });
  const { client, asked } = fakeClient();
  const signal = new AbortController().signal;
  await expect(runDev({ folder: folder.path, env: process.env, client, tell: () => {}, signal })).rejects.toMatchObject(
    { code: "plugin_build_failed" },
  );
  expect(asked).toEqual([]);
});
