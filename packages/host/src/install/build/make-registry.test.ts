import { expect, test } from "vitest";
import { IndexEntry, RegistryPackument } from "../aperture/registry-files.ts";
import { neverExpires, testPublisher } from "../testing/test-registry.ts";
import { makeRegistry } from "./make-registry.ts";
import { newRegistryKeys } from "./registry-keys.ts";

const publisher = testPublisher();
const options = { keys: newRegistryKeys(), version: 1, expires: neverExpires };
type Files = ReturnType<typeof makeRegistry>;
const json = (files: Files, path: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(files.get(path)!).toString("utf8")) as Record<string, unknown>;
const indexOf = (files: Files) =>
  (json(files, "index.json").packages as unknown[]).map((entry) => IndexEntry.parse(entry));

test("the same packages and keys give the same bytes", () => {
  const packages = [
    publisher.plugin("b-plugin"),
    publisher.plugin("a-plugin"),
    publisher.rule("a-rule", "kind: rule\n"),
  ];
  const [one, two] = [makeRegistry(packages, options), makeRegistry(packages.toReversed(), options)];
  expect([...two]).toEqual([...one]);
  expect([...one.keys()].filter((path) => !path.startsWith("metadata/"))).toEqual([
    "npm/@rule/a-rule",
    "packages/@rule/a-rule/a-rule-1.0.0.tgz",
    "packages/@rule/a-rule/a-rule-1.0.0.sigstore.json",
    "npm/a-plugin",
    "packages/a-plugin/a-plugin-1.0.0.tgz",
    "packages/a-plugin/a-plugin-1.0.0.sigstore.json",
    "npm/b-plugin",
    "packages/b-plugin/b-plugin-1.0.0.tgz",
    "packages/b-plugin/b-plugin-1.0.0.sigstore.json",
    "index.json",
    "revoked.json",
  ]);
});

test("the index shows what is offered: neither what was taken back nor what is still tried out", () => {
  const versions = [
    publisher.plugin("a-plugin", "1.0.0"),
    publisher.plugin("a-plugin", "1.2.0"),
    { ...publisher.plugin("a-plugin", "1.3.0"), yanked: "too slow" },
    publisher.plugin("a-plugin", "2.0.0-rc.1"),
  ];
  const files = makeRegistry(versions, { ...options, address: "https://example.org/registry" });
  expect(indexOf(files)).toMatchObject([{ kind: "plugin", name: "a-plugin", version: "1.2.0" }]);
  const packument = RegistryPackument.parse(json(files, "npm/a-plugin"));
  expect(packument["dist-tags"].latest).toBe("1.2.0");
  expect(Object.keys(packument.versions).sort()).toEqual(["1.0.0", "1.2.0", "1.3.0", "2.0.0-rc.1"]);
  expect(packument.versions["1.3.0"]).toMatchObject({
    dist: { tarball: "https://example.org/registry/packages/a-plugin/a-plugin-1.3.0.tgz" },
    aperture: { yanked: "too slow", publisher: "Somebody" },
  });
  const [only] = indexOf(makeRegistry([{ ...publisher.plugin("b-plugin"), yanked: "gone" }], options));
  expect(only?.version).toBe("1.0.0");
});

test("what it asks for stands in words", () => {
  const plugin = publisher.plugin("a-plugin", "1.0.0", {}, { permissions: { notes: true, net: ["localhost:9091"] } });
  expect(indexOf(makeRegistry([plugin], options))[0]?.permissions).toHaveLength(2);
});

test("a version that was published does not change", () => {
  const packages = [publisher.plugin("a-plugin"), publisher.plugin("a-plugin")];
  expect(() => makeRegistry(packages, options)).toThrow("a-plugin has a version twice");
});

test("what Aperture would refuse is not published", () => {
  expect(() => publisher.plugin("a-plugin", "1.0.0", { "package.json": '{"dependencies":{"x":"1"}}' })).toThrow(
    /dependencies/,
  );
});

test("many files are spread over bins, each named by the snapshot", () => {
  const packages = Array.from({ length: 40 }, (_, index) => publisher.plugin(`plugin-${index}`));
  const files = makeRegistry(packages, { ...options, mostTargets: 30 });
  const bins = [...files.keys()].filter((path) => path.startsWith("metadata/bin-"));
  expect(bins).toHaveLength(16);
  const named = Object.keys((json(files, "metadata/snapshot.json").signed as { meta: object }).meta);
  expect(named.sort()).toEqual([...bins.map((path) => path.slice("metadata/".length)), "targets.json"].sort());
  const sizes = bins.map((path) => Object.keys((json(files, path).signed as { targets: object }).targets).length);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(122);
  expect((json(files, "metadata/targets.json").signed as { targets: object }).targets).toEqual({});
});
