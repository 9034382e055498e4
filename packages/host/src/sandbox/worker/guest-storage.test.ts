import { expect, test } from "vitest";
import { createGuestStorage } from "./guest-storage.ts";

const thrown = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).name;
  }
  return "nothing";
};

test("reads what was kept and what was written since", () => {
  const storage = createGuestStorage([["a", "1"]], () => 1_000);
  storage.set("b", '"two"');
  storage.set("__proto__", "{}");
  expect([storage.get("a"), storage.get("b"), storage.get("__proto__"), storage.get("constructor")]).toEqual([
    "1",
    '"two"',
    "{}",
    undefined,
  ]);
  expect([storage.keys(""), storage.keys("b"), storage.keys("z")]).toEqual(['["__proto__","a","b"]', '["b"]', "[]"]);
});

test("gives each key that was written once, as it is last", () => {
  const storage = createGuestStorage([["a", "1"]], () => 1_000);
  storage.set("b", "1");
  storage.set("b", "2");
  storage.set("a", null);
  expect(storage.take()).toEqual([
    ["b", "2"],
    ["a", null],
  ]);
  expect(storage.take()).toEqual([]);
});

test("takes back what a failed call wrote, and nothing from before it", () => {
  const storage = createGuestStorage([["a", "1"]], () => 30);
  storage.set("b", "2");
  storage.take();
  storage.set("a", null);
  storage.set("b", "3");
  storage.set("c", '"0123456789"');
  storage.takeBack();
  expect([storage.get("a"), storage.get("b"), storage.get("c")]).toEqual(["1", "2", undefined]);
  expect(storage.take()).toEqual([]);
  // The room is free again.
  expect(thrown(() => storage.set("c", '"0123456789"'))).toBe("nothing");
});

test("holds the quota in bytes, by what is really there", () => {
  const storage = createGuestStorage([], () => 12);
  storage.set("key", '"€€"');
  expect(thrown(() => storage.set("x", "1"))).toBe("quota_exceeded");
  expect(storage.get("x")).toBeUndefined();
  storage.set("key", "1");
  expect(thrown(() => storage.set("x", "1"))).toBe("nothing");
});

test("refuses by name what may not be kept", () => {
  let quota: number | null = null;
  const storage = createGuestStorage([["a", "1"]], () => quota);
  expect(thrown(() => storage.set("a", "1"))).toBe("permission_denied");
  quota = 1_000_000;
  expect(thrown(() => storage.set("", "1"))).toBe("plugin_failed");
  expect(thrown(() => storage.set("k".repeat(201), "1"))).toBe("plugin_failed");
  expect(thrown(() => storage.set("a", "{"))).toBe("plugin_failed");
  for (let key = 0; key < 10_000; key++) storage.set(`${key}`, "1");
  expect(thrown(() => storage.set("more", "1"))).toBe("quota_exceeded");
});
