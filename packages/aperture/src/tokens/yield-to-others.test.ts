import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { yieldToOthers } from "./yield-to-others.ts";

/** Nice value of every thread of this process, by name (proc(5): field 19 of stat). */
function niceOf(name: string): number | undefined {
  for (const task of readdirTasks()) {
    const stat = readFileSync(`/proc/self/task/${task}/stat`, "utf8");
    if (stat.includes(`(${name})`)) return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  }
  return undefined;
}
const readdirTasks = (): string[] => process.getBuiltinModule("node:fs").readdirSync("/proc/self/task");

test.runIf(process.platform === "linux")("a named thread gives way, this one does not", async () => {
  const worker = new Worker("setInterval(() => {}, 1000)", { eval: true, name: "gives-way" });
  await new Promise((resolve) => worker.once("online", resolve));
  const before = niceOf(readFileSync("/proc/self/comm", "utf8").trim());
  expect(yieldToOthers("gives-way")).toBe(true);
  expect(niceOf("gives-way")).toBe(10);
  expect(niceOf(readFileSync("/proc/self/comm", "utf8").trim())).toBe(before);
  await worker.terminate();
});

test("an unknown thread or an unreadable /proc is no error", () => {
  expect(yieldToOthers("nobody-here")).toBe(false);
  expect(yieldToOthers("x", "/nonexistent")).toBe(false);
});
