import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestRegistry, testPublisher, testRegistry } from "@aperture/host/install/testing/test-registry";
import { newSigningKey } from "@aperture/host/signing/signing-key";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { forge, metaOf } from "../support/sources/forge.ts";
import { type FolderServer, serveFolder } from "../support/sources/serve-folder.ts";
import { type WatchedSources, watchedSources } from "../support/sources/watched-sources.ts";

/** A registry's server in an attacker's hands, who has none of its keys, or one of them: refused with the reason, nothing kept. */

const publisher = testPublisher();
const one = publisher.plugin("cost-label", "1.0.0");
const two = publisher.plugin("cost-label", "1.1.0");
const stranger = newSigningKey();
let bundled: TestRegistry;
let registry: TestRegistry;
let server: FolderServer;
let client: WatchedSources;
beforeAll(() => {
  bundled = testRegistry([]);
});
afterAll(() => bundled.remove());
beforeEach(async () => {
  registry = testRegistry([one]);
  server = await serveFolder(registry.folder);
  client = watchedSources({ bundled: bundled.folder });
});
afterEach(async () => {
  await server.close();
  registry.remove();
  client.remove();
});

const add = () => client.sources.add({ name: "team", url: server.address, root: registry.pin });
const ask = () => client.refusal((sources) => sources.resolve("cost-label", { registry: "team" }));
const honest = async (version: string) => {
  const { found } = await client.sources.resolve("cost-label", { registry: "team" });
  expect(found.manifest.version).toBe(version);
};
type Files = ReadonlyMap<string, Uint8Array>;
const metadata = (files: Files): Files => new Map([...files].filter(([path]) => path.startsWith("metadata/")));
const at = (files: Files, name: string): Uint8Array => files.get(`metadata/${name}.json`)!;
const later = (signed: Record<string, unknown>) => {
  signed.version = 9;
};

describe("what was seen before", () => {
  test("rollback: older metadata that was right once", async () => {
    const old = registry.publish([one]);
    const now = registry.publish([one, two]);
    await add();
    await honest("1.1.0");
    registry.put(old);
    expect(await ask()).toMatchObject({
      code: "plugin_verification_failed",
      message: expect.stringContaining("rolls it back"),
    });
    registry.put(now);
    await honest("1.1.0");
  });

  test("rollback by somebody who has the timestamp key: an older snapshot under a new timestamp", async () => {
    const old = registry.publish([one]);
    const now = registry.publish([one, two]);
    await add();
    await honest("1.1.0");
    const timestamp = forge(
      at(now, "timestamp"),
      (signed) => {
        signed.version = 9;
        signed.meta = { "snapshot.json": metaOf(at(old, "snapshot"), 2) };
      },
      registry.keys.timestamp,
    );
    registry.put(new Map([...old, ["metadata/timestamp.json", timestamp]]));
    expect((await ask()).message).toContain("rolls it back");
  });

  test("rollback by somebody who has the timestamp and snapshot keys: older targets under a new snapshot", async () => {
    const old = registry.publish([one]);
    const now = registry.publish([one, two]);
    await add();
    await honest("1.1.0");
    const { snapshot: snapshotKey, timestamp: timestampKey } = registry.keys;
    const snapshot = forge(
      at(now, "snapshot"),
      (signed) => {
        signed.version = 9;
        signed.meta = { "targets.json": metaOf(at(old, "targets"), 2) };
      },
      snapshotKey,
    );
    const timestamp = forge(
      at(now, "timestamp"),
      (signed) => {
        signed.version = 9;
        signed.meta = { "snapshot.json": metaOf(snapshot, 9) };
      },
      timestampKey,
    );
    registry.put(new Map([...old, ["metadata/snapshot.json", snapshot], ["metadata/timestamp.json", timestamp]]));
    expect((await ask()).message).toContain("rolls it back");
  });
});

test("freeze: metadata that is held back beyond its time", async () => {
  const soon = new Date(Date.now() + 3_600_000);
  const past = new Date(Date.now() - 1_000);
  const expires = { root: soon, targets: soon, snapshot: soon, timestamp: soon };
  registry.publish([one], { expires });
  await expect(client.sources.add({ name: "team", url: server.address, root: await pinOf() })).resolves.toMatchObject({
    name: "team",
  });
  await honest("1.0.0");
  for (const role of ["timestamp", "snapshot", "targets", "root"] as const) {
    const before = registry.publish([one], { expires: { ...expires, [role]: past } });
    const other = watchedSources({ bundled: bundled.folder });
    try {
      const said = await other.refusal((sources) =>
        sources.add({ name: "team", url: server.address, root: rootHash(before) }),
      );
      expect(said, role).toMatchObject({ code: "plugin_verification_failed" });
      expect(said.message, role).toContain("has expired");
    } finally {
      other.remove();
    }
  }
});

const rootHash = (files: Files): string => createHash("sha256").update(at(files, "1.root")).digest("hex");
const pinOf = async (): Promise<string> => {
  const answer = await fetch(`${server.address}/metadata/1.root.json`);
  return createHash("sha256")
    .update(new Uint8Array(await answer.arrayBuffer()))
    .digest("hex");
};

describe("mix and match: files that were right, each in its time", () => {
  test.each(["snapshot", "targets", "timestamp"])("the %s of another version", async (role) => {
    const old = registry.publish([one]);
    const now = registry.publish([one, two]);
    registry.put(new Map([[`metadata/${role}.json`, at(old, role)]]));
    const said = await client.refusal(add);
    expect(said).toMatchObject({
      code: "plugin_verification_failed",
      message: expect.stringContaining("do not belong together"),
    });
    registry.put(metadata(now));
    await add();
    await honest("1.1.0");
  });

  test("another registry's files under this one's root", async () => {
    const other = testRegistry([one]);
    try {
      const files = other.publish([one, two]);
      registry.put(new Map([...metadata(files)].filter(([path]) => !path.endsWith("root.json"))));
      expect((await client.refusal(add)).message).toContain("not signed by the keys of its root");
    } finally {
      other.remove();
    }
  });
});

describe("keys", () => {
  test.each(["timestamp", "snapshot", "targets"] as const)("a %s that somebody else signed", async (role) => {
    const files = registry.publish([one]);
    const forged = forge(at(files, role), later, stranger);
    const above = role === "timestamp" ? null : role === "snapshot" ? "timestamp" : "snapshot";
    // Even where what stands above it names it: the attacker has all other keys.
    const chain = new Map<string, Uint8Array>([[`metadata/${role}.json`, forged]]);
    if (above) {
      const name = `${role}.json`;
      const key = registry.keys[above];
      const upper = forge(
        at(files, above),
        (signed) => Object.assign(signed, { meta: { [name]: metaOf(forged, 9) } }),
        key,
      );
      chain.set(`metadata/${above}.json`, upper);
      if (above === "snapshot") {
        const top = forge(
          at(files, "timestamp"),
          (signed) => Object.assign(signed, { meta: { "snapshot.json": metaOf(upper, 2) } }),
          registry.keys.timestamp,
        );
        chain.set("metadata/timestamp.json", top);
      }
    }
    registry.put(chain);
    const said = await client.refusal(add);
    expect(said).toMatchObject({
      code: "plugin_verification_failed",
      message: expect.stringContaining("not signed by the keys of its root"),
    });
  });

  test("one role's key for another role", async () => {
    const files = registry.publish([one]);
    registry.put(new Map([["metadata/timestamp.json", forge(at(files, "timestamp"), later, registry.keys.snapshot)]]));
    expect((await client.refusal(add)).message).toContain("not signed by the keys of its root");
  });

  test("something changed under signatures that stay", async () => {
    const files = registry.publish([one]);
    registry.put(new Map([["metadata/timestamp.json", forge(at(files, "timestamp"), later)]]));
    expect((await client.refusal(add)).message).toContain("not signed by the keys of its root");
  });

  test("a root that is not the pinned one", async () => {
    const other = testRegistry([one]);
    try {
      registry.put(other.publish([one]));
      expect(await client.refusal(add)).toMatchObject({
        code: "plugin_verification_failed",
        message: expect.stringContaining("none of its roots has the hash that was pinned"),
      });
    } finally {
      other.remove();
    }
  });

  test("a next root: taken where the one before signed it, refused where only itself did", async () => {
    const files = registry.publish([one]);
    await add();
    const next = (signed: Record<string, unknown>) => {
      signed.version = 2;
    };
    registry.put(new Map([["metadata/2.root.json", forge(at(files, "1.root"), next, stranger)]]));
    expect((await ask()).message).toContain("not signed by the keys of its root");
    registry.put(new Map([["metadata/2.root.json", forge(at(files, "1.root"), later, registry.keys.root)]]));
    expect((await ask()).message).toContain("rolls it back");
    registry.put(new Map([["metadata/2.root.json", forge(at(files, "1.root"), next, registry.keys.root)]]));
    await honest("1.0.0");
    // What was seen is kept: the first root is not enough any more.
    expect(server.asked.at(-1)).toMatch(/tgz|sigstore|revoked/);
    server.asked.length = 0;
    await honest("1.0.0");
    expect(server.asked).toContain("metadata/3.root.json");
  });
});

test("a registry that was removed is forgotten: added again, it begins at its root", async () => {
  await add();
  await honest("1.0.0");
  const before = client.sources.registries().length;
  client.sources.remove("team");
  expect(client.sources.registries()).toHaveLength(before - 1);
  expect(existsSync(join(client.home, "registries/team.json"))).toBe(false);
  await add();
  await honest("1.0.0");
});

describe("many packages, spread over bins", () => {
  const many = Array.from({ length: 45 }, (_, index) => publisher.plugin(`plugin-${index}`));

  test("one is found; a bin that was changed is not believed", async () => {
    const files = registry.publish([...many, one], { mostTargets: 20 });
    const bins = [...files.keys()].filter((path) => path.startsWith("metadata/bin-"));
    expect(bins.length).toBeGreaterThan(8);
    await add();
    await honest("1.0.0");
    const fresh = watchedSources({ bundled: bundled.folder });
    try {
      registry.put(new Map(bins.map((path) => [path, forge(files.get(path)!, later, stranger)])));
      const said = await fresh.refusal((sources) =>
        sources.add({ name: "team", url: server.address, root: registry.pin }),
      );
      expect(said.code).toBe("plugin_verification_failed");
    } finally {
      fresh.remove();
    }
  });
});
