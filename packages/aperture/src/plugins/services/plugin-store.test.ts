import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localProvenance } from "@aperture/host/border/local-provenance";
import type { PluginRecord, PluginStore } from "@aperture/host/host/services";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestStore } from "../../control/testing/open-test-store.ts";
import { createClosedStore } from "../../daemon/closed-store.ts";
import type { Store } from "../../store/contract.ts";
import { pluginStore } from "./plugin-store.ts";
import { createProtectionMarker } from "./protection-marker.ts";

let home: string;
let file: string;
let database: { store: Store; close(): void };
const purged: string[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-plugin-store-"));
  file = join(home, "protecting-plugins.json");
  database = openTestStore();
  purged.length = 0;
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});

const record: PluginRecord = {
  id: "redact",
  version: "1.0.0",
  folder: "/somewhere",
  source: "folder",
  integrity: "sha512-x",
  wanted: "enabled",
  quarantine: null,
  protects: true,
  granted: [],
  narrowed: {},
  config: {},
  trusted: false,
  used: [],
  installedAt: 1,
  provenance: localProvenance("folder", "/somewhere"),
  pinned: false,
  previous: null,
};
const noted = (): string[] => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).plugins : []);

function storeOf(plugins: PluginStore = database.store.plugins): PluginStore {
  const failed = (error: unknown): never => {
    throw error;
  };
  const marker = createProtectionMarker({ file, known: () => [], failed });
  return pluginStore(plugins, marker, { removeAll: (id) => void purged.push(id) });
}

test("only who is enabled and protects is noted, while that is so", () => {
  const store = storeOf();
  store.put({ ...record, wanted: "disabled" });
  expect(noted()).toEqual([]);
  store.put(record);
  expect(noted()).toEqual(["redact"]);
  store.put({ ...record, quarantine: "it threw" });
  expect(noted()).toEqual(["redact"]);
  store.put({ ...record, protects: false });
  expect(noted()).toEqual([]);
  store.put(record);
  store.remove("redact", false);
  expect([noted(), store.all()]).toEqual([[], []]);
});

test("it is noted before the commit; a commit that fails takes it back, but for what was noted before", () => {
  const seen: string[][] = [];
  const full = new Error("disk full");
  const failing: PluginStore = {
    ...database.store.plugins,
    put() {
      seen.push(noted());
      throw full;
    },
  };
  const store = storeOf(failing);
  expect(() => store.put(record)).toThrow(full);
  expect([seen, noted()]).toEqual([[["redact"]], []]);
  storeOf().put(record);
  expect(() => store.put({ ...record, wanted: "disabled" })).toThrow(full);
  expect(noted()).toEqual(["redact"]);
});

test("secrets go with what is purged", () => {
  const store = storeOf();
  store.put(record);
  store.remove("redact", true);
  expect(purged).toEqual(["redact"]);
});

test("without a database every question says why, and none is missing", () => {
  const store = storeOf(createClosedStore("it is a folder").plugins);
  const refused = expect.objectContaining({ code: "store_unavailable" });
  const uses: (() => unknown)[] = [
    () => store.all(),
    () => store.get("x"),
    () => store.put(record),
    () => store.remove("x", false),
    () => store.stored("x"),
    () => store.store("x", new Map()),
    () => store.log("x", { at: 1, level: "info", message: "m" }),
    () => store.logs("x", 1),
  ];
  for (const use of uses) expect(use).toThrow(refused);
  expect(noted()).toEqual([]);
});
