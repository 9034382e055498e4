import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import { traceCalls } from "./trace-calls.ts";

function traced(answer: () => Promise<null>) {
  const lines: string[] = [];
  let time = 0;
  let closed = 0;
  const capabilities = traceCalls(
    { call: answer, close: () => void closed++ },
    { log: (level, message) => void lines.push(`${level} ${message}`), now: () => (time += 7) },
  );
  return { capabilities, lines, closed: () => closed };
}

test("each call is told once it is over, with what it is about and how long it took", async () => {
  const { capabilities, lines, closed } = traced(async () => null);
  await capabilities.call("state.usage", {});
  await capabilities.call("blocks.compress", { ids: ["block-1", "block-2"], level: "minimal" });
  await capabilities.call("fs.read", { path: "src/a.ts" });
  await capabilities.call("state.usage", null);
  await capabilities.call("fs.read", { path: "x".repeat(10_000) });
  expect(lines.slice(0, 4)).toEqual([
    "debug state.usage  7 ms",
    "debug blocks.compress  block-1 block-2  7 ms",
    "debug fs.read  src/a.ts  7 ms",
    "debug state.usage  7 ms",
  ]);
  expect(lines[4]!.length).toBeLessThan(200);
  capabilities.close();
  expect(closed()).toBe(1);
});

test("nothing that is carried is told: queries, headers, bodies, values", async () => {
  const { capabilities, lines } = traced(async () => null);
  await capabilities.call("net.fetch", {
    url: "https://user:canary@example.com/canary?key=canary",
    headers: { authorization: "canary" },
    body: "canary",
  });
  await capabilities.call("storage.write", { values: [["canary", "canary"]] });
  await capabilities.call("notes.add", { text: "canary" });
  expect(lines).toEqual([
    "debug net.fetch  https://example.com  7 ms",
    "debug storage.write  7 ms",
    "debug notes.add  7 ms",
  ]);
});

test("a refusal is told by its code, and stays one", async () => {
  const denied = new ApertureError("permission_denied", { plugin: "tidy", capability: "fs" });
  const { capabilities, lines } = traced(() => Promise.reject(denied));
  await expect(capabilities.call("fs.read", { path: "a" })).rejects.toBe(denied);
  const broken = traced(() => Promise.reject(new Error("canary")));
  await expect(broken.capabilities.call("fs.read", { path: "a" })).rejects.toThrow("canary");
  expect([...lines, ...broken.lines]).toEqual([
    "debug fs.read  a  7 ms  refused: permission_denied",
    "debug fs.read  a  7 ms  refused: internal",
  ]);
});
