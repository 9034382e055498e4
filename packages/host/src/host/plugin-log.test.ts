import { expect, test } from "vitest";
import { createFrame, type HostFrame } from "./host-frame.ts";
import { PluginLog } from "./plugin-log.ts";
import { memoryServices } from "./testing/memory-services.ts";

function logging() {
  const services = memoryServices();
  const timers: (() => void)[] = [];
  const told: string[] = [];
  const frame: HostFrame = createFrame(
    {
      home: "/nowhere",
      services: () => services,
      runners: { js: never, wasm: never, native: never },
      capabilities: never,
      safeMode: false,
      log: (_, message) => void told.push(message),
      now: () => 7,
      after(_, run) {
        timers.push(run);
        return () => {};
      },
    },
    () => {},
  );
  return { log: new PluginLog("tidy", frame), services, timers, told };
}
const never = (): never => {
  throw new Error("nothing runs here");
};
const kept = ({ services }: ReturnType<typeof logging>) => services.store.logs("tidy", 1_000);

test("lines are kept together, a moment later, with their time", () => {
  const at = logging();
  at.log.line("info", "one");
  at.log.line("warn", "two");
  expect([kept(at).length, at.timers.length]).toEqual([0, 1]);
  at.timers[0]!();
  expect(kept(at)).toEqual([
    { at: 7, level: "info", message: "one" },
    { at: 7, level: "warn", message: "two" },
  ]);
});

test("who reads it sees what was just said", () => {
  const at = logging();
  at.log.line("info", "one");
  expect(at.log.newest(5)).toHaveLength(1);
});

test("no line can rewrite the screen that it is shown on", () => {
  const at = logging();
  at.log.line("info", "\u001b[2J\u202eevil\r\nnext");
  expect(at.log.newest(1)[0]!.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test("a flood is cut and counted, a long line shortened", () => {
  const at = logging();
  for (let line = 0; line < 1_000; line++) at.log.line("info", "x".repeat(10_000));
  const lines = at.log.newest(1_000);
  expect(lines).toHaveLength(200);
  expect(lines[0]!.message.length).toBeLessThanOrEqual(2_000);
});

test("closed, it keeps what it had and nothing more", () => {
  const at = logging();
  at.log.line("info", "one");
  at.log.close();
  at.log.line("info", "two");
  at.log.flush();
  expect(kept(at).map(({ message }) => message)).toEqual(["one"]);
});

test("a store that is full fails nobody", () => {
  const at = logging();
  at.services.store.log = () => {
    throw new Error("disk full");
  };
  at.log.line("info", "one");
  at.log.flush();
  expect(at.told).toEqual(["the log of tidy could not be kept: disk full"]);
});
