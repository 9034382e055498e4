import { expect, test } from "vitest";
import { limits } from "../testing/run-plugin.ts";
import { createGuestOutput } from "./guest-output.ts";

const texts = (handle: number) => ["first", "second"][-1 - handle] ?? "?";

test("a patch without texts crosses as it was written", () => {
  const output = createGuestOutput(limits);
  output.begin();
  output.patch('[{"op":"remove","block":1}]', texts);
  expect(output.takePatch()).toEqual({ json: '[{"op":"remove","block":1}]', texts: [] });
  output.begin();
  expect(output.takePatch()).toEqual({ json: "[]", texts: [] });
});

test("only texts that are used cross, under numbers of the crossing", () => {
  const output = createGuestOutput(limits);
  output.patch('[{"op":"content","block":1,"ref":-2},{"op":"note","text":"\\"ref\\""},7]', texts);
  const { json, texts: crossed } = output.takePatch();
  expect(JSON.parse(json)).toEqual([{ op: "content", block: 1, ref: -1 }, { op: "note", text: '"ref"' }, 7]);
  expect(crossed).toEqual(["second"]);
});

test("bounded with the texts it refers to", () => {
  const output = createGuestOutput({ ...limits, output: 100 });
  expect(() => output.patch(`["${"x".repeat(100)}"]`, texts)).toThrow("larger than 100");
  expect(() => output.patch('[{"ref":-1},{"ref":-1}]', () => "x".repeat(50))).toThrow("larger than 100");
  expect(() => output.patch('[{"ref":"-1"}]', texts)).toThrow("a number");
  expect(output.takePatch().json).toBe("[]");
});

test("lines of log up to a number, the others counted", () => {
  const output = createGuestOutput({ ...limits, logLines: 2 });
  for (const line of ["a", "b", "c", "d"]) output.log("info", line);
  expect(output.takeLogs()).toEqual({
    logs: [
      ["info", "a"],
      ["info", "b"],
    ],
    droppedLogs: 2,
  });
  expect(output.takeLogs()).toEqual({ logs: [], droppedLogs: 0 });
});
