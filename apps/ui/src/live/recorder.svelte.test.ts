import "../testing/runes.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Microphone, Recorder } from "./recorder.svelte.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(options: { start?: () => Promise<void>; send?: () => Promise<unknown>; maxSeconds?: number } = {}) {
  const told: string[] = [];
  const microphone: Microphone = {
    async start() {
      told.push("asked");
      await options.start?.();
      return {
        level: () => 0.5,
        stop: async () => {
          told.push("stopped");
          return Float32Array.of(0, 0.5);
        },
        drop: () => void told.push("dropped"),
      };
    },
  };
  const sent: string[] = [];
  const recorder = new Recorder({
    microphone,
    maxSeconds: () => options.maxSeconds ?? 60,
    send: async (audio) => {
      await options.send?.();
      sent.push(audio);
    },
  });
  return { recorder, told, sent };
}

test("asks for the microphone on a press and not before, and sends a WAV", async () => {
  const { recorder, told, sent } = setUp();
  expect(told).toEqual([]);
  await recorder.press();
  expect(recorder.state).toBe("recording");
  vi.advanceTimersByTime(100);
  expect(recorder.level).toBe(0.5);
  await recorder.release();
  expect([recorder.state, recorder.level, told]).toEqual(["idle", 0, ["asked", "stopped"]]);
  expect(Buffer.from(sent[0]!, "base64").toString("latin1").slice(0, 4)).toBe("RIFF");
  expect(vi.getTimerCount()).toBe(0);
});

test("ends by itself when it is long enough", async () => {
  const { recorder, sent } = setUp({ maxSeconds: 1 });
  await recorder.press();
  await vi.advanceTimersByTimeAsync(1_200);
  expect([recorder.state, sent.length]).toEqual(["idle", 1]);
});

test("a refused microphone is told, and can be asked for again", async () => {
  let refusals = 1;
  const start = async () => {
    if (refusals-- > 0) throw Object.assign(new Error("no"), { name: "NotAllowedError" });
  };
  const { recorder } = setUp({ start });
  await recorder.press();
  expect([recorder.state, recorder.trouble]).toEqual([
    "idle",
    "The microphone was refused: allow it for this page in the browser",
  ]);
  await recorder.press();
  expect([recorder.state, recorder.trouble]).toEqual(["recording", undefined]);
  recorder.cancel();
});

test("a microphone that comes after it was no longer wanted is let go", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { recorder, told, sent } = setUp({ start: () => promise });
  const pressed = recorder.press();
  recorder.cancel();
  expect(recorder.state).toBe("idle");
  resolve();
  await pressed;
  expect([recorder.state, told, sent]).toEqual(["idle", ["asked", "dropped"], []]);
});

test("thrown away: nothing is sent, the microphone is free", async () => {
  const { recorder, told, sent } = setUp();
  await recorder.press();
  recorder.cancel();
  expect([recorder.state, told, sent, vi.getTimerCount()]).toEqual(["idle", ["asked", "dropped"], [], 0]);
});

test("what cannot be sent is told", async () => {
  const { recorder } = setUp({ send: () => Promise.reject(new Error("gone")) });
  await recorder.press();
  await recorder.release();
  expect([recorder.state, recorder.trouble]).toEqual(["idle", "The recording could not be read"]);
});
