import { PluginPermissions } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { Json } from "../border/calls.ts";
import { createStorageWriter } from "./storage-writer.ts";

function writer(capability: (name: string, input: Json) => Promise<Json>, storage: string | undefined = "1kb") {
  const logs: string[] = [];
  const permissions = PluginPermissions.parse(storage === undefined ? {} : { storage });
  return {
    logs,
    storage: createStorageWriter(
      { capability, log: (level, message) => logs.push(`${level}: ${message}`) },
      () => permissions,
    ),
  };
}

test("writes go out one after another, as values", async () => {
  const seen: Json[] = [];
  let isWriting = false;
  const { storage } = writer(async (name, input) => {
    expect([name, isWriting]).toEqual(["storage.write", false]);
    isWriting = true;
    await new Promise((resolve) => setTimeout(resolve, 2));
    isWriting = false;
    seen.push(input);
    return {};
  });
  void storage.write([["a", '{"b":1}']]);
  void storage.write([]);
  void storage.write([["a", null]]);
  await storage.settled();
  expect(seen).toEqual([{ values: [["a", { b: 1 }]] }, { values: [["a", null]] }]);
});

test("a refusal is logged, and the next write is tried all the same", async () => {
  let calls = 0;
  const { storage, logs } = writer(async () => {
    if (calls++ === 0) throw new Error("no room\nleft");
    return {};
  });
  await storage.write([["a", "1"]]);
  await storage.write([["a", "2"]]);
  expect(calls).toBe(2);
  expect(logs).toEqual(["error: what it wanted to keep was not kept: no room left"]);
});

test("what is no JSON, and what is not granted, never reaches the store", async () => {
  const seen: Json[] = [];
  const keep = async (_: string, input: Json) => {
    seen.push(input);
    return {};
  };
  await writer(keep).storage.write([
    ["a", "{"],
    ["b", "2"],
  ]);
  expect(seen).toEqual([{ values: [["b", 2]] }]);
  const without = createStorageWriter({ capability: keep, log: () => {} }, () => PluginPermissions.parse({}));
  await without.write([["a", "1"]]);
  expect(seen).toHaveLength(1);
});
