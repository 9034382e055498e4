import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { integrityOf } from "../../load/integrity.ts";
import { registryFiles } from "../build/make-registry.ts";
import type { PublishedPackage } from "../build/publish-package.ts";
import { testPublisher } from "../testing/test-registry.ts";
import { fetchPackage, offeredVersion, readRevoked } from "./fetch-package.ts";
import type { OpenRegistry } from "./open-registry.ts";
import { readIndex } from "./read-index.ts";

/** A registry whose metadata holds, whatever its files say: the bytes are what a test puts there. */
let files: Map<string, Uint8Array>;
let open: OpenRegistry;
const publisher = testPublisher();
const versions = ["1.0.0", "1.1.0", "2.0.0-rc.1"].map((version) => publisher.plugin("cost-label", version));
const publish = (packages: readonly PublishedPackage[], revoked: Parameters<typeof registryFiles>[2] = []): void => {
  files = registryFiles(packages, "https://example.org/", revoked);
};
beforeEach(() => {
  publish(versions);
  open = { read: (path) => Promise.resolve(files.get(path) ?? null), seen: () => ({}), close: () => {} };
});
afterEach(() => files.clear());

const offered = (range: string | null = null) => offeredVersion(open, "test", "cost-label", range);
const change = (path: string, from: string | RegExp, to: string): void => {
  files.set(path, Buffer.from(Buffer.from(files.get(path)!).toString("utf8").replace(from, to)));
};

describe("the version that is meant", () => {
  test.each<[string | null, string]>([
    [null, "1.1.0"],
    ["*", "1.1.0"],
    ["^1", "1.1.0"],
    ["~1.0", "1.0.0"],
    ["1.0.0", "1.0.0"],
    ["2.0.0-rc.1", "2.0.0-rc.1"],
    [">=2.0.0-rc.0", "2.0.0-rc.1"],
  ])("%s: %s", async (range, version) => {
    expect((await offered(range))?.version).toBe(version);
  });

  test("none that fits: which there are; no such package: null", async () => {
    await expect(offered("^3")).rejects.toMatchObject({
      code: "plugin_unavailable",
      message: expect.stringContaining("1.1.0, 1.0.0") as unknown,
    });
    expect(await offeredVersion(open, "test", "other", null)).toBeNull();
  });

  test("what was taken back is passed over, but for who names it", async () => {
    publish([versions[0]!, { ...versions[1]!, yanked: "slow" }]);
    expect((await offered())?.version).toBe("1.0.0");
    expect((await offered("1.1.0"))?.version).toBe("1.1.0");
    publish([{ ...versions[0]!, yanked: "slow" }]);
    await expect(offered()).rejects.toMatchObject({ code: "plugin_unavailable" });
  });

  test("texts come without what steers terminals or hides", async () => {
    change("npm/cost-label", '"publisher":"Somebody"', '"publisher":"Some\\u001b[31m\\u202ebody"');
    expect((await offered("2.0.0-rc.1"))?.publisherName).toMatch(/^Some \[31m body$/);
  });
});

describe("an archive", () => {
  test("comes with who signed it", async () => {
    const found = await fetchPackage(open, "cost-label", (await offered())!);
    expect(found).toMatchObject({
      version: "1.1.0",
      publisher: publisher.key.fingerprint,
      integrity: integrityOf(found.archive),
    });
  });

  test.each<[string, () => void, RegExp]>([
    ["that is not there", () => files.delete("packages/cost-label/cost-label-1.1.0.tgz"), /names no archive/],
    [
      "that nobody signed",
      () => files.delete("packages/cost-label/cost-label-1.1.0.sigstore.json"),
      /nobody signed it/,
    ],
    [
      "that is another",
      () => files.set("packages/cost-label/cost-label-1.1.0.tgz", versions[0]!.archive),
      /another hash/,
    ],
    [
      "with another's signature",
      () => files.set("packages/cost-label/cost-label-1.1.0.sigstore.json", Buffer.from(versions[0]!.signature)),
      /signature does not hold/,
    ],
    ["where no kill list is", () => files.delete("revoked.json"), /names no revoked\.json/],
    ["where the kill list is none", () => files.set("revoked.json", Buffer.from("[]")), /revoked\.json is not as/],
  ])("%s", async (_, spoil, reason) => {
    const meant = (await offered())!;
    spoil();
    await expect(fetchPackage(open, "cost-label", meant)).rejects.toThrow(reason);
  });

  test("that was taken back for good", async () => {
    publish(versions, [{ name: "cost-label", versions: "1.1.0", reason: "it leaks" }]);
    await expect(fetchPackage(open, "cost-label", (await offered())!)).rejects.toThrow(
      "the registry took it back: it leaks",
    );
    expect((await readRevoked(open)).revoked).toHaveLength(1);
  });
});

test("the index: what is not understood is left out, the rest stays", async () => {
  change(
    "index.json",
    '"packages":[',
    '"packages":[{"kind":"theme","name":"dark"},7,{"kind":"plugin","name":"../evil"},',
  );
  expect((await readIndex(open)).map(({ name }) => name)).toEqual(["cost-label"]);
  files.set("index.json", Buffer.from('{"format":2}'));
  await expect(readIndex(open)).rejects.toThrow("index.json is not as a registry has it");
  files.delete("index.json");
  expect(await readIndex(open)).toEqual([]);
});
