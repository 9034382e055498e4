import { describe, expect, test } from "vitest";
import { withoutTerminal } from "./terminal.ts";

const ESC = "\u001b";

describe("what a terminal would show", () => {
  test.each([
    ["colours", `${ESC}[1;31merror${ESC}[0m: no`, "error: no"],
    ["cursor moves", `${ESC}[2K${ESC}[1Gdone`, "done"],
    ["a title", `${ESC}]0;npm install\u0007done`, "done"],
    ["a link", `${ESC}]8;;https://example.com${ESC}\\here${ESC}]8;;${ESC}\\`, "here"],
    ["two-character sequences", `${ESC}=a${ESC}>b${ESC}Mc`, "abc"],
    ["progress", "10%\r50%\r100%\ndone", "100%\ndone"],
    ["progress that ends with nothing", "10%\r90%\r\nnext", "90%\nnext"],
    ["line ends of Windows", "a\r\nb\r\n", "a\nb\n"],
    ["a spinner", "work ... -\b \b\\\b \bdone", "work ... done"],
    ["an error that progress writes over", "10%\rError: disk is full\r20%\rdone", "Error: disk is full\ndone"],
    ["more backspaces than characters", "ab\b\b\b\bc", "c"],
  ])("%s", (_, printed, shown) => {
    expect(withoutTerminal(printed)).toBe(shown);
  });

  test.each([
    ["a sequence that is cut", `a${ESC}[12`, "a"],
    ["a command that never ends", `a${ESC}]0;title\nb`, "a0;title\nb"],
    ["the escape character at the end", `a${ESC}`, "a"],
    ["the escape character before a letter outside ASCII", `${ESC}é`, "é"],
  ])("%s takes no more than it has", (_, printed, shown) => {
    expect(withoutTerminal(printed)).toBe(shown);
  });

  test("plain text is the same string", () => {
    const text = "plain [31m text\nwith lines";
    expect(withoutTerminal(text)).toBe(text);
  });

  test("a character of two units goes as one", () => {
    expect(withoutTerminal("a😀\bb")).toBe("ab");
  });
});
