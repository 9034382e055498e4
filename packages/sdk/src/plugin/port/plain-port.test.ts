import { expect, test } from "vitest";
import { laneOf } from "../../testing-kit/lane-of.ts";
import { block } from "../../testing-kit/test-block.ts";
import type { Json } from "../json.ts";
import { PluginPermissions } from "../permissions.ts";
import { createPlainPort } from "./plain-port.ts";

const permissions = PluginPermissions.parse({ blocks: { read: "content" } });
const lane = laneOf([block({ n: 1, text: "one" })], permissions, 1);
function portWith(quota: number | null = 1_000, stored: ReadonlyMap<string, Json> = new Map()) {
  const logs: string[] = [];
  const port = createPlainPort({
    manifest: "{}",
    stored,
    quota: () => quota,
    ask: async (capability, input) => ({ capability, input }),
    log: (level, message) => void logs.push(`${level} ${message}`),
  });
  return { port, logs };
}

test("a call leaves behind what it wanted, and the next begins with nothing of it", () => {
  const { port } = portWith();
  port.begin(lane, 1);
  const made = port.replace(0, "o", "", "0");
  port.patch(JSON.stringify({ op: "content", block: 1, ref: made }));
  port.store("k", "[1]");
  const first = port.end();
  expect(first.items).toEqual([{ op: "content", block: 1, ref: -1 }]);
  expect(first.texts).toEqual(["0ne"]);
  expect([...first.written]).toEqual([["k", [1]]]);
  expect([...first.used].sort()).toEqual(["storage", "text"]);

  expect(port.records()).toHaveLength(0);
  expect([port.string(3), () => port.text(0)][0]).toBe("");
  expect(() => port.text(0)).toThrow(/blocks\.read:content/);
  const second = port.end();
  expect([second.items, second.texts, [...second.written]]).toEqual([[], [], []]);
});

test("reads blocks, texts and selectors of its call", () => {
  const { port } = portWith();
  port.begin(lane, 1);
  expect(port.records()).toBe(lane.records);
  expect([port.text(0), port.outline(0), port.count(0, "o", "")]).toEqual(["one", "one", 1]);
  expect(port.search(0, "n", "", 9)).toBe('[[1,2,"n"]]');
  expect([...port.select("{}")]).toEqual([0]);
  const made = port.replace("ab", "a", "", "c");
  expect([port.lengthOf(made), port.textOf(made)]).toEqual([2, "cb"]);
  expect(port.declared()).toBe("{}");
});

test("what was stored before, with what this call wrote over it", () => {
  const { port } = portWith(
    1_000,
    new Map<string, Json>([
      ["a", 1],
      ["b", 2],
    ]),
  );
  port.begin(lane, 1);
  port.store("a", null);
  port.store("c", '"three"');
  expect([port.stored("a"), port.stored("b"), port.stored("c")]).toEqual([undefined, "2", '"three"']);
  expect(port.storedKeys("")).toBe('["b","c"]');
  expect(port.storedKeys("b")).toBe('["b"]');
});

test("without a quota nothing is kept, and nothing is read", () => {
  const { port } = portWith(null);
  port.begin(lane, 1);
  for (const use of [() => port.store("a", "1"), () => port.stored("a"), () => port.storedKeys("")])
    expect(use).toThrow(/permission storage/);
});

test("asks as JSON, and says as it is said", async () => {
  const { port, logs } = portWith();
  expect(JSON.parse(await port.ask("net.fetch", '{"url":"x"}'))).toEqual({
    capability: "net.fetch",
    input: { url: "x" },
  });
  port.log("warn", "careful");
  expect(logs).toEqual(["warn careful"]);
});
