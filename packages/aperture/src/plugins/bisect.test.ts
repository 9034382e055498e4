import { ApertureError, type PluginBisect } from "@aperture/sdk";
import { expect, test } from "vitest";
import { createBisect } from "./bisect.ts";
import { createMemoryPlugins, type MemoryPlugins } from "./testing/memory-plugins.ts";

function withPlugins(...names: string[]) {
  const host = createMemoryPlugins();
  for (const name of names) host.add({ name });
  return { host, bisect: createBisect(host) };
}
const running = (host: MemoryPlugins): string[] =>
  host.list().flatMap(({ id, state }) => (state === "running" ? [id] : []));
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "nothing",
    (error: unknown) => (ApertureError.is(error) ? error.code : error),
  );

/** Answers as somebody does whose trouble is there whenever one of `culprits` runs. */
async function search(
  host: MemoryPlugins,
  culprits: readonly string[],
): Promise<{ last: PluginBisect; answers: number }> {
  const bisect = createBisect(host);
  let last = await bisect.step("start");
  const promised = last.stepsLeft;
  let answers = 0;
  while (last.state === "asking") {
    last = await bisect.step(running(host).some((id) => culprits.includes(id)) ? "bad" : "good");
    answers++;
  }
  expect(answers).toBeLessThanOrEqual(promised);
  return { last, answers };
}

const letters = [..."abcdefghijk"];

test.each(letters.map((_, index) => letters.slice(0, index + 1)))("whoever of %s it is, is found", async (...names) => {
  for (const culprit of names) {
    const { host } = withPlugins(...names);
    const { last, answers } = await search(host, [culprit]);
    expect(last).toMatchObject({ state: "found", culprit, off: [culprit], suspects: [], troubles: [] });
    expect(running(host)).toEqual(names.filter((name) => name !== culprit));
    expect(answers).toBeLessThanOrEqual(Math.ceil(Math.log2(names.length)) + 1);
  }
});

test("where it is none of them, nobody is named and all run again", async () => {
  const { host } = withPlugins("a", "b", "c", "d", "e");
  const { last } = await search(host, []);
  expect(last).toMatchObject({ state: "innocent", culprit: null, off: [] });
  expect(running(host)).toEqual(["a", "b", "c", "d", "e"]);
});

test("each answer says what is on and off", async () => {
  const { host, bisect } = withPlugins("a", "b", "c", "d");
  expect(await bisect.step("start")).toEqual({
    state: "asking",
    suspects: ["a", "b", "c", "d"],
    on: ["a", "b"],
    off: ["c", "d"],
    kept: [],
    culprit: null,
    stepsLeft: 3,
    troubles: [],
  });
  expect(await bisect.step("bad")).toMatchObject({ suspects: ["a", "b"], on: ["a"], off: ["b", "c", "d"] });
  expect(await bisect.step("stop")).toMatchObject({ state: "idle", off: [], culprit: null });
  expect(running(host)).toEqual(["a", "b", "c", "d"]);
});

test("what protects stays on, what was off stays off", async () => {
  const { host, bisect } = withPlugins("a", "b");
  host.add({ name: "shield", stages: [stage("block")] });
  host.add({ name: "asleep" }, { state: "disabled" });
  expect(await bisect.step("start")).toMatchObject({ suspects: ["a", "b"], kept: ["shield"], off: ["b"] });
  await bisect.step("bad");
  expect(host.calls.filter((call) => /shield|asleep/.test(call))).toEqual([]);
  expect(running(host)).toEqual(["b", "shield"]);
});

test("one that will not come back hinders none of the others, and is told", async () => {
  const { host, bisect } = withPlugins("a", "b", "c");
  const enable = host.enable;
  host.enable = (id) =>
    id === "b" ? Promise.reject(new ApertureError("plugin_cycle", { members: "b, c" })) : enable(id);
  await bisect.step("start");
  const ended = await bisect.step("stop");
  expect(ended).toMatchObject({ off: ["b"], troubles: [{ plugin: "b", message: expect.stringContaining("b, c") }] });
  expect(running(host)).toEqual(["a", "c"]);
});

test("one that is removed meanwhile is no trouble for the rest", async () => {
  const { host, bisect } = withPlugins("a", "b", "c");
  await bisect.step("start");
  await host.remove("c", false);
  expect(await bisect.step("good")).toMatchObject({ suspects: ["b", "c"], on: ["b"] });
  expect((await bisect.step("stop")).troubles).toEqual([{ plugin: "c", message: "There is no plugin c" }]);
  expect(running(host)).toEqual(["a", "b"]);
});

test("answers without a question, two searches, nothing to look for: refused, with nothing changed", async () => {
  const { host, bisect } = withPlugins("a", "b");
  for (const step of ["good", "bad", "stop"] as const)
    expect(await codeOf(bisect.step(step))).toBe("bisect_impossible");
  expect(host.calls).toEqual([]);
  await bisect.step("start");
  const before = [...host.calls];
  expect(await codeOf(bisect.step("start"))).toBe("bisect_impossible");
  expect(host.calls).toEqual(before);
  expect(await codeOf(createBisect(createMemoryPlugins()).step("start"))).toBe("bisect_impossible");
  expect(await codeOf(createBisect(createMemoryPlugins(true)).step("start"))).toBe("plugins_off");
});

test("steps that are asked for at once are taken one after the other", async () => {
  const { host, bisect } = withPlugins("a", "b", "c", "d");
  const [, second, third] = await Promise.all([bisect.step("start"), bisect.step("bad"), bisect.step("stop")]);
  expect([second.state, third.state]).toEqual(["asking", "idle"]);
  expect(running(host)).toEqual(["a", "b", "c", "d"]);
});

const stage = (onError: "block" | "passthrough") => ({
  at: "before_emit" as const,
  order: "normal" as const,
  number: 0,
  before: [],
  after: [],
  deadlineMs: 50,
  onError,
});
