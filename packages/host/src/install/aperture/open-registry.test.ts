import { createHash, sign } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createReadRemote, remoteLimits } from "../remote/read-remote.ts";
import { type TestRegistry, testPublisher, testRegistry } from "../testing/test-registry.ts";
import { type OpenRegistry, openRegistry, type RegistryParts } from "./open-registry.ts";

let registry: TestRegistry;
let open: OpenRegistry | undefined;
beforeEach(() => {
  registry = testRegistry([testPublisher().plugin("cost-label")]);
});
afterEach(() => {
  open?.close();
  open = undefined;
  registry.remove();
});

const noNetwork = () => Promise.reject(new Error("no network here"));
const opened = async (more: Partial<RegistryParts> = {}): Promise<OpenRegistry> => {
  open = await openRegistry({
    name: "test",
    base: registry.folder,
    pin: registry.pin,
    seen: {},
    read: createReadRemote(noNetwork),
    limits: remoteLimits,
    signal: undefined,
    ...more,
  });
  return open;
};

test("what the metadata names is read, what it does not name is not there", async () => {
  registry.put(new Map([["stranger.json", Buffer.from("{}")]]));
  const { read } = await opened();
  expect(Buffer.from((await read("revoked.json"))!).toString("utf8")).toBe('{"format":1,"revoked":[]}\n');
  expect(await read("stranger.json")).toBeNull();
  expect(await read("__proto__")).toBeNull();
});

test("what was seen can be gone on from", async () => {
  const { seen } = await opened();
  expect(Object.keys(seen())).toEqual(["root.json", "snapshot.json", "targets.json", "timestamp.json"]);
  const before = seen();
  open!.close();
  const again = await opened({ seen: before, pin: "0".repeat(64) });
  expect(again.seen()).toEqual(before);
});

/** The root, with something else in it, signed by its own key. */
const rootWith = (more: object): Buffer => {
  const files = registry.publish([testPublisher().plugin("cost-label")]);
  const { signed } = JSON.parse(Buffer.from(files.get("metadata/1.root.json")!).toString("utf8")) as { signed: object };
  const next = { ...signed, ...more };
  const { fingerprint, privateKey } = registry.keys.root;
  const sig = sign(null, Buffer.from(canonical(next)), privateKey).toString("hex");
  return Buffer.from(JSON.stringify({ signatures: [{ keyid: fingerprint.slice(8), sig }], signed: next }));
};
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `"${key}":${canonical(inner)}`).join(",")}}`;
};
const hashOf = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest("hex");

test("a later root may be the pinned one", async () => {
  const second = rootWith({ version: 2 });
  registry.put(new Map([["metadata/2.root.json", second]]));
  const { seen } = await opened({ pin: hashOf("sha256", second) });
  expect(seen()["root.json"]).toBe(second.toString("utf8"));
});

test("consistent snapshots: files stand under their version or hash", async () => {
  const root = rootWith({ consistent_snapshot: true });
  const files = registry.publish([testPublisher().plugin("cost-label")]);
  const { version } = (
    JSON.parse(Buffer.from(files.get("metadata/targets.json")!).toString("utf8")) as { signed: { version: number } }
  ).signed;
  const revoked = files.get("revoked.json")!;
  registry.publish([]);
  registry.put(
    new Map([
      ["metadata/1.root.json", root],
      ["metadata/timestamp.json", files.get("metadata/timestamp.json")!],
      [`metadata/${version}.snapshot.json`, files.get("metadata/snapshot.json")!],
      [`metadata/${version}.targets.json`, files.get("metadata/targets.json")!],
      [`${hashOf("sha512", revoked)}.revoked.json`, revoked],
    ]),
  );
  const { read } = await opened({ pin: hashOf("sha256", root) });
  expect(await read("revoked.json")).toEqual(Buffer.from(revoked));
});
