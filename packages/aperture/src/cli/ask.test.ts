import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { confirm, mayAsk } from "./ask.ts";
import { askHidden } from "./ask-hidden.ts";

/** A terminal on which `typed` was typed; without it, one whose input ends. */
function terminal(typed: string, ends = true) {
  const stdin: PassThrough & { isTTY?: boolean; setRawMode?: (raw: boolean) => void } = new PassThrough();
  const modes: boolean[] = [];
  stdin.isTTY = true;
  stdin.setRawMode = (raw) => void modes.push(raw);
  if (ends) stdin.end(typed);
  else stdin.write(typed);
  const stderr = new PassThrough();
  return { stdin, stderr, modes, shown: () => String(stderr.read() ?? "") };
}

describe("a question", () => {
  test.each([
    ["y\n", true],
    ["Yes\n", true],
    [" y \r\n", true],
    ["n\n", false],
    ["\n", false],
    ["yesterday\n", false],
    ["", false],
  ])("%j: %s", async (typed, said) => {
    expect(await confirm(terminal(typed), "Sure?")).toBe(said);
  });

  test("stands on stderr and cannot act on the terminal", async () => {
    const there = terminal("n\n");
    await confirm(there, "Install \u001b[2Jevil?");
    expect(there.shown()).toBe("Install [2Jevil? [y/N] ");
  });

  test("is asked at a terminal only, and not where nobody wants to be", () => {
    expect(mayAsk(terminal(""), {})).toBe(true);
    expect(mayAsk(terminal(""), { input: false })).toBe(false);
    expect(mayAsk({ ...terminal(""), stdin: new PassThrough() }, {})).toBe(false);
  });
});

describe("a line that is not shown", () => {
  test.each([
    ["secret\r", "secret"],
    ["secret\n", "secret"],
    ["sex\u007fcret\n", "secret"],
    ["pass😀\bword\n", "password"],
    ["\n", ""],
    ["sec\u0003", null],
    ["sec\u0004", null],
    ["sec", null],
  ])("%j: %j", async (typed, line) => {
    const there = terminal(typed);
    expect(await askHidden(there, "Value of KEY")).toBe(line);
    expect(there.modes).toEqual([true, false]);
    expect(there.shown()).toBe("Value of KEY: \n");
  });

  test("ends with its line, also where the input does not", async () => {
    const there = terminal("one\ntwo", false);
    expect(await askHidden(there, "Value")).toBe("one");
    expect(there.stdin.destroyed).toBe(false);
  });
});
