import { localProvenance } from "@aperture/host/border/local-provenance";
import type { PluginRecord } from "@aperture/host/host/services";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../contract.ts";
import { openStore } from "../open-store.ts";
import { PLUGIN_LOG_LINES } from "./plugin-logs.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const tidy: PluginRecord = {
  id: "tidy",
  version: "1.2.3",
  folder: "/home/plugins/tidy",
  source: "tarball",
  integrity: "sha512-abc",
  wanted: "enabled",
  quarantine: null,
  protects: true,
  granted: ["blocks.read:content", "net:localhost:9091"],
  narrowed: { "/work/secret": ["blocks.read:content"] },
  config: { limit: 3, nested: { list: [1, null, "two"] } },
  trusted: false,
  used: [],
  installedAt: 1_000,
  provenance: localProvenance("folder", "/somewhere"),
  pinned: false,
  previous: null,
};
const line = (message: string, at = 1) => ({ at, level: "info" as const, message });

describe("what is installed", () => {
  test("comes back as it was put, by name and in order of names", () => {
    store.plugins.put(tidy);
    store.plugins.put({ ...tidy, id: "alpha", quarantine: "it loops", trusted: true, used: ["notes"] });
    expect(store.plugins.get("tidy")).toEqual(tidy);
    expect(store.plugins.all().map(({ id }) => id)).toEqual(["alpha", "tidy"]);
    expect(store.plugins.get("alpha")).toMatchObject({ quarantine: "it loops", trusted: true, used: ["notes"] });
    expect(store.plugins.get("none")).toBeUndefined();
  });

  test("put again replaces", () => {
    store.plugins.put(tidy);
    store.plugins.put({ ...tidy, version: "2.0.0", wanted: "disabled" });
    expect(store.plugins.all()).toEqual([{ ...tidy, version: "2.0.0", wanted: "disabled" }]);
  });

  test("takes part in the running transaction", () => {
    expect(() =>
      store.transaction(() => {
        store.plugins.put(tidy);
        store.plugins.store("tidy", new Map([["a", 1]]));
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(store.plugins.all()).toEqual([]);
    expect(store.plugins.stored("tidy").size).toBe(0);
  });
});

describe("what a plugin keeps", () => {
  test("is its own, whatever it is named", () => {
    const keys = [
      "a",
      "__proto__",
      "constructor",
      "",
      "nul\0nul",
      "nul",
      "\ud800",
      "\udfff",
      "%",
      "'; DROP TABLE plugins",
    ];
    store.plugins.store("tidy", new Map(keys.map((key, index) => [key, index])));
    store.plugins.store("tidy2", new Map([["a", "other"]]));
    expect(store.plugins.stored("tidy")).toEqual(new Map(keys.map((key, index) => [key, index] as const)));
    expect(store.plugins.stored("tidy2")).toEqual(new Map([["a", "other"]]));
    expect(store.plugins.stored("tid")).toEqual(new Map());
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test("is JSON, and goes with null", () => {
    const value = { deep: [{ list: [1, 2.5, "ä", "\ud800", true, null] }] };
    store.plugins.store("tidy", new Map<string, never>([["v", value as never]]));
    expect(store.plugins.stored("tidy").get("v")).toEqual(value);
    store.plugins.store("tidy", new Map([["v", null]]));
    expect(store.plugins.stored("tidy").has("v")).toBe(false);
  });

  test("stays when the plugin is removed, unless it is purged", () => {
    for (const id of ["tidy", "other"]) {
      store.plugins.put({ ...tidy, id });
      store.plugins.store(id, new Map([["a", 1]]));
      store.plugins.log(id, line("hello"));
    }
    store.plugins.remove("tidy", false);
    expect(store.plugins.get("tidy")).toBeUndefined();
    expect(store.plugins.logs("tidy", 10)).toEqual([]);
    expect(store.plugins.stored("tidy")).toEqual(new Map([["a", 1]]));
    store.plugins.remove("tidy", true);
    expect(store.plugins.stored("tidy").size).toBe(0);
    expect(store.plugins.stored("other").size).toBe(1);
    expect(store.plugins.logs("other", 10)).toHaveLength(1);
  });
});

describe("what a plugin says", () => {
  test("newest last, as many as are asked for", () => {
    for (let n = 1; n <= 5; n += 1) store.plugins.log("tidy", line(`line ${n}`, n));
    store.plugins.log("other", line("not mine"));
    expect(store.plugins.logs("tidy", 2)).toEqual([line("line 4", 4), line("line 5", 5)]);
    expect(store.plugins.logs("tidy", -1)).toEqual([]);
  });

  test("is bounded in lines and in each line, for each plugin by itself", () => {
    store.plugins.log("quiet", line("kept"));
    store.transaction(() => {
      for (let n = 1; n <= PLUGIN_LOG_LINES + 250; n += 1) store.plugins.log("loud", line(String(n)));
    });
    const kept = store.plugins.logs("loud", 1_000_000);
    expect(kept).toHaveLength(PLUGIN_LOG_LINES);
    expect(kept.at(-1)?.message).toBe(String(PLUGIN_LOG_LINES + 250));
    store.plugins.log("loud", line("x".repeat(100_000)));
    expect(store.plugins.logs("loud", 1)[0]?.message).toHaveLength(4_000);
    expect(store.plugins.logs("quiet", 10)).toHaveLength(1);
  });
});
