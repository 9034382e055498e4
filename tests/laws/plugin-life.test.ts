import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CreateRunner } from "@aperture/host/border/runner";
import { createCapabilities } from "@aperture/host/capabilities/create-capabilities";
import { createPluginHost } from "@aperture/host/host/create-plugin-host";
import type { PluginHost } from "@aperture/host/host/plugin-host";
import { blockFacts, requestFacts } from "@aperture/host/host/testing/facts";
import { memoryServices } from "@aperture/host/host/testing/memory-services";
import { type ManifestFields, pluginFolder } from "@aperture/host/host/testing/plugin-folder";
import { createNativeRunner } from "@aperture/host/native/create-native-runner";
import { createSandboxRunner } from "@aperture/host/sandbox/create-sandbox-runner";
import { createSpareWorkers } from "@aperture/host/sandbox/spare-workers";
import { createWasmRunners } from "@aperture/host/wasm/create-wasm-runners";
import { ApertureError } from "@aperture/sdk";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

/**
 * Law 4 and the life of plugins, on the real sandbox: whatever users and plugins do, in whatever order, requests go on, other plugins work,
 * and at the end nothing is left: no thread, no file, no listener.
 */
const isDeep = process.env.APERTURE_DEEP === "1";
const sequences = isDeep ? 1_000 : 40;

const happenings = [
  "enable",
  "disable",
  "reload",
  "reload-broken",
  "crash",
  "fail",
  "release",
  "install",
  "remove",
  "request",
] as const;
type Happening = (typeof happenings)[number];

const fields: ManifestFields = {
  stages: [{ at: "after_zone", deadlineMs: 25 }],
  permissions: { blocks: { read: "content", write: ["level"] } },
};
/** Does what the text of the first block tells it to. */
const code = `export default { name: "tidy", stages: { after_zone(blocks) {
  const { text } = blocks.first;
  if (text === "loop") for (;;);
  if (text === "throw") throw new Error("told to");
  blocks.where({ role: "tool_result" }).level("trimmed");
} } };`;

interface World {
  readonly host: PluginHost;
  readonly folder: string;
  /** Runners that were made and not ended. */
  readonly live: () => number;
  readonly home: string;
}
let home: string;
let folder: string;
let steady: string;
let spares: ReturnType<typeof createSpareWorkers>;
let wasm: ReturnType<typeof createWasmRunners>;
let live = 0;
let world: World;
const services = memoryServices();

/** Threads of this process; where the system does not tell, runners are counted alone. */
const threads = (): number => {
  try {
    return readdirSync("/proc/self/task").length;
  } catch {
    return 0;
  }
};
const files = (): number => {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
};
let before: { threads: number; files: number };

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "aperture-life-"));
  folder = await pluginFolder(fields, code);
  steady = await pluginFolder(
    { ...fields, name: "steady", stages: [{ at: "after_zone", deadlineMs: 1_000 }] },
    code.replace('"tidy"', '"steady"'),
  );
  // The pool that reads files has its threads from now on.
  await Promise.all(Array.from({ length: 8 }, () => readdirSync(home)));
  before = { threads: threads(), files: files() };
  spares = createSpareWorkers();
  wasm = createWasmRunners();
  const js: CreateRunner = (options) => {
    const runner = createSandboxRunner(options, { spares });
    live++;
    let isEnded = false;
    return new Proxy(runner, {
      get(target, key) {
        if (key !== "dispose") return Reflect.get(target, key);
        return async (graceMs: number) => {
          if (!isEnded) live--;
          isEnded = true;
          await target.dispose(graceMs);
        };
      },
    });
  };
  const host = createPluginHost({
    home,
    services: () => services,
    runners: { js, wasm: wasm.create, native: createNativeRunner },
    capabilities: createCapabilities,
    safeMode: false,
    log() {},
    now: Date.now,
    graceMs: 200,
  });
  host.start();
  await host.install({ path: steady, grant: "all" });
  world = { host, folder, home, live: () => live };
});

afterAll(async () => {
  await world.host.close();
  await Promise.all([spares.close(), wasm.close()]);
  await Promise.all([home, folder, steady].map((path) => rm(path, { recursive: true, force: true })));
});

/** One request, as the pipeline sends it through a slot: what a plugin fails to do is left out. */
async function request({ host }: World, text = "fine"): Promise<void> {
  for (const stage of host.stagesAt("after_zone")) {
    const blocks = [blockFacts(1, { text, hash: text })];
    const outcome = await stage.run(blocks, requestFacts()).then(
      (answer) => answer?.patch ?? null,
      (error: unknown) => {
        // A failure that the pipeline knows what to do with.
        expect(ApertureError.is(error)).toBe(true);
        if (stage.plugin === "steady") throw error;
        expect((error as ApertureError).code).toMatch(/^plugin_(?:timeout|failed|gone|not_ready|state)$/);
        return null;
      },
    );
    if (outcome !== null) expect(outcome).toEqual([{ op: "level", block: 1, level: "trimmed" }]);
    // Whatever becomes of the other one, this one works.
    if (stage.plugin === "steady" && text === "fine") expect(outcome).not.toBeNull();
  }
}

async function happen(what: Happening, at: World): Promise<void> {
  const { host } = at;
  if (what === "request") return request(at);
  const one = host.stagesAt("after_zone").find(({ plugin }) => plugin === "tidy");
  const told = (text: string) => one?.run([blockFacts(1, { text, hash: text })], requestFacts()).catch(() => null);
  if (what === "crash") return void (await told("loop"));
  if (what === "fail") return void (await told("throw"));
  if (what === "install") return void (await host.install({ path: folder, grant: "all" }));
  if (what === "remove") return void (await host.remove("tidy", true));
  if (what === "reload-broken") {
    // Installed anew with other code that cannot start: the last good one goes on.
    await writeFile(join(folder, "plugin.js"), "export default {{{");
    await host
      .install({ path: folder, grant: "all", enable: false })
      .finally(() => writeFile(join(folder, "plugin.js"), code));
    return;
  }
  await host[what]("tidy");
}

/** Operations may be refused, by name; nothing else may go wrong. */
const refusedOnly = (error: unknown): void => {
  if (ApertureError.is(error) && /^plugin_(?:state|not_found|failed|gone|timeout)$/.test(error.code)) return;
  throw error;
};

test(`${sequences} sequences of what users and plugins do, during live traffic`, {
  timeout: sequences * 5_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...happenings), { minLength: 1, maxLength: isDeep ? 8 : 4 }),
      fc.boolean(),
      async (sequence, atOnce) => {
        await world.host.install({ path: folder, grant: "all" });
        let isOver = false;
        const failed: unknown = null;
        const traffic = (async () => {
          while (!isOver) {
            await request(world);
            await new Promise((resolve) => setTimeout(resolve, 3));
          }
        })();
        const done: Promise<void>[] = [];
        for (const what of sequence) {
          const doing = happen(what, world).catch(refusedOnly);
          if (atOnce) done.push(doing);
          else await doing;
        }
        await Promise.all(done);
        isOver = true;
        await traffic;
        if (failed !== null) throw failed;
        await world.host.remove("tidy", true).catch(refusedOnly);
        expect(world.host.list().map(({ id }) => id)).toEqual(["steady"]);
        expect(world.live()).toBe(1);
        expect(services.store.all()).toHaveLength(1);
      },
    ),
    { numRuns: sequences, endOnFailure: true },
  );
});

test("at the end nothing is left: no thread, no open file, no listener, no folder", async () => {
  await world.host.remove("steady", true);
  await world.host.close();
  await Promise.all([spares.close(), wasm.close()]);
  expect(world.live()).toBe(0);
  expect(services.listeners()).toBe(0);
  await expect.poll(() => readdirSync(join(home, "plugins")), { timeout: 5_000 }).toEqual([]);
  // The pool may have grown to its own size; threads of plugins would be many more.
  await expect.poll(() => threads() <= before.threads + 4, { timeout: 5_000 }).toBe(true);
  await expect.poll(() => files() <= before.files + 2, { timeout: 5_000 }).toBe(true);
});
