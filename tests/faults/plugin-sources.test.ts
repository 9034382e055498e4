import { readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { createSources } from "@aperture/host/install/create-sources";
import { type TestRegistry, testPublisher, testRegistry } from "@aperture/host/install/testing/test-registry";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type FolderServer, serveFolder } from "../support/sources/serve-folder.ts";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** A source that is down, slow, broken or cut: nothing changes on disk, the message says why, and once it is back everything goes on. */

const publisher = testPublisher();
let bundled: TestRegistry;
let registry: TestRegistry;
let server: FolderServer;
let client: WatchedSources;
beforeAll(async () => {
  bundled = testRegistry([]);
  registry = testRegistry([publisher.plugin("cost-label", "1.0.0", { "big.js": `//${"x".repeat(5_000)}` })]);
  server = await serveFolder(registry.folder);
});
beforeEach(async () => {
  client = watchedSources({ bundled: bundled.folder });
  await client.sources.add({ name: "team", url: server.address, root: registry.pin });
});
afterEach(() => {
  server.answers.clear();
  client.remove();
});
afterAll(async () => {
  await server.close();
  registry.remove();
  bundled.remove();
});

const archive = "packages/cost-label/cost-label-1.0.0.tgz";
const signature = "packages/cost-label/cost-label-1.0.0.sigstore.json";
/** What is asked for on the way to a package that was asked for before, and the first time. */
const again = ["metadata/timestamp.json", "revoked.json", "npm/cost-label", archive, signature];
const first = ["metadata/1.root.json", "metadata/snapshot.json", "metadata/targets.json", "index.json"];

const ask = () => client.refusal((sources) => sources.resolve("cost-label", { registry: "team" }));
const works = async () => {
  const { found } = await client.sources.resolve("cost-label", { registry: "team" });
  expect(found.manifest.version).toBe("1.0.0");
};

/** A byte now and then: never idle, never done. */
const slowly: Answer = (response, file) => {
  let sent = 0;
  const timer = setInterval(() => response.write(file!.subarray(sent, ++sent)), 20);
  response.on("close", () => clearInterval(timer));
};

const inAnyCase: Record<string, [Answer, RegExp]> = {
  "is refused": [(response) => response.writeHead(500).end("oh no"), /it answers with HTTP 500/],
  "is for those who log in": [(response) => response.writeHead(401).end(), /it answers with HTTP 401/],
  "is a page": [(response) => response.end("<!doctype html><html><body>Welcome"), /a web page instead of data/],
  "is cut off": [(response, file) => cutOff(response, file!, 0.5), /the connection was cut/],
  "is cut off before it began": [(response) => response.destroy(), /the connection was cut/],
};
const slow: Record<string, Answer> = { "never comes": () => {}, "comes a byte at a time": slowly };

function cutOff(response: ServerResponse, file: Buffer, share: number): void {
  response.writeHead(200, { "content-length": file.length });
  response.write(file.subarray(0, Math.floor(file.length * share)), () => response.destroy());
}

describe.each(again)("%s", (path) => {
  test.each(Object.entries(inAnyCase))("%s", async (_, [answer, reason]) => {
    server.answers.set(path, answer);
    const said = await ask();
    expect(said).toMatchObject({ code: "plugin_source_failed" });
    expect(said.message).toMatch(reason);
    server.answers.clear();
    await works();
  });

  test.each(Object.entries(slow))("%s", async (_, answer) => {
    server.answers.set(path, answer);
    // The same home, with less patience.
    const brief = createSources({
      home: client.home,
      bundled: bundled.folder,
      now: () => 0,
      limits: { fileMs: 250, archiveMs: 250 },
    });
    const said = await client.refusal(() => brief.resolve("cost-label", { registry: "team" }));
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("took longer than 1 s") as unknown,
    });
    server.answers.clear();
    await works();
  });
});

const tenths = process.env.APERTURE_DEEP === "1" ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] : [0, 4, 9];

describe("cut at every tenth, as if that were all", () => {
  test.each([...again, ...first.slice(0, 3)])("%s, over the network", async (path) => {
    const file = readFileSync(join(registry.folder, path));
    for (const tenth of tenths) {
      server.answers.set(path, (response) => response.end(file.subarray(0, Math.floor((file.length * tenth) / 10))));
      const fresh = watchedSources({ bundled: bundled.folder });
      try {
        const isBefore = path.startsWith("metadata/") || path === "revoked.json";
        const said = isBefore
          ? await fresh.refusal((sources) => sources.add({ name: "team", url: server.address, root: registry.pin }))
          : await ask();
        expect(said.code, `${tenth}/10`).toBe("plugin_verification_failed");
        expect(said.message, `${tenth}/10`).toMatch(/cut short|do not belong together|none of its roots/);
      } finally {
        fresh.remove();
        server.answers.clear();
      }
    }
    await works();
  });

  test("files of a folder, all of them, at all tenths", async () => {
    const folder = testRegistry([publisher.plugin("cost-label")]);
    try {
      const files = folder.publish([publisher.plugin("cost-label")]);
      const add = (to: WatchedSources) => to.sources.add({ name: "folder", url: folder.folder, root: folder.pin });
      await add(client);
      for (const path of [...again, ...first]) {
        const whole = files.get(path)!;
        const isAgain = again.includes(path) && path !== "metadata/timestamp.json";
        for (let tenth = 0; tenth < 10; tenth++) {
          folder.put(new Map([[path, whole.subarray(0, Math.floor((whole.length * tenth) / 10))]]));
          const fresh = watchedSources({ bundled: bundled.folder });
          const said = isAgain
            ? await client.refusal((sources) => sources.resolve("cost-label", { registry: "folder" }))
            : await fresh.refusal(() => add(fresh));
          fresh.remove();
          expect(said, `${path} ${tenth}/10`).toMatchObject({ code: "plugin_verification_failed" });
        }
        folder.put(new Map([[path, whole]]));
      }
    } finally {
      folder.remove();
    }
  });
});

describe("a source that is not there", () => {
  test("nothing answers: the reason, the registry's trouble, and what was installed from it is not in question", async () => {
    const { provenance } = await client.sources.resolve("cost-label", { registry: "team" });
    await server.close();
    try {
      // The first request finds the connection of the last one cut; the next finds nobody.
      expect((await ask()).code).toBe("plugin_source_failed");
      expect((await ask()).message).toBe("team could not be read: nothing answers at its address");
      expect(client.sources.registries().find(({ name }) => name === "team")?.trouble).toContain("nothing answers");
      expect(await client.refusal((sources) => sources.newest(provenance, "0.1.0"))).toMatchObject({
        code: "plugin_source_failed",
      });
      const { troubles } = await client.sources.search("");
      expect(troubles).toEqual([
        { registry: "team", reason: "team could not be read: nothing answers at its address" },
      ]);
      // What might have been meant there is not looked for elsewhere, and not taken for missing.
      expect(await client.refusal((sources) => sources.resolve("cost-label"))).toMatchObject({
        code: "plugin_source_failed",
      });
    } finally {
      server = await serveFolder(registry.folder);
    }
  });

  test("a folder that was moved away", async () => {
    const folder = testRegistry([publisher.plugin("cost-label")]);
    await client.sources.add({ name: "folder", url: folder.folder, root: folder.pin });
    folder.remove();
    const said = await client.refusal((sources) => sources.resolve("cost-label", { registry: "folder" }));
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("folder could not be read") as unknown,
    });
  });

  test("somebody gives up waiting", async () => {
    server.answers.set("npm/cost-label", () => {});
    const stop = new AbortController();
    const said = client.refusal((sources) => sources.resolve("cost-label", { registry: "team", signal: stop.signal }));
    setTimeout(() => stop.abort(new Error("enough")), 50);
    expect((await said).message).toBe("enough");
    server.answers.clear();
    await works();
  });

  test("what was kept is damaged: it begins at the pinned root again", async () => {
    writeFileSync(join(client.home, "registries/team.json"), '{"format":1,"pin":"');
    await works();
    expect(readFileSync(join(client.home, "registries/team.json"), "utf8")).toContain(registry.pin);
  });

  test("the list of registries is damaged: told, and nothing is looked for in fewer of them", async () => {
    writeFileSync(join(client.home, "registries.json"), '{"format":1,"registries":[{"name":"te');
    const said = await client.refusal((sources) => sources.resolve("cost-label"));
    expect(said).toMatchObject({
      code: "plugin_source_failed",
      message: expect.stringContaining("repair or remove it") as unknown,
    });
  });
});
