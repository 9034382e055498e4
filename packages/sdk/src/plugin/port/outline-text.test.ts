import { expect, test } from "vitest";
import { outlineText } from "./outline-text.ts";

test("declarations of several languages, without their bodies", () => {
  const code = [
    "import { a } from 'a';",
    "export async function first(one: number) {",
    "  const inner = 1;",
    "  function nested() {}",
    "}",
    "class Thing:",
    "    def method(self):",
    "        let x = 1",
    "pub struct Point {",
    "func main() {",
    "const top = 1;",
    "# Heading",
    "#!/bin/sh",
    "functional();",
  ].join("\n");
  expect(outlineText(code).split("\n")).toEqual([
    "import { a } from 'a';",
    "export async function first(one: number)",
    "  function nested() {}",
    "class Thing:",
    "    def method(self):",
    "pub struct Point",
    "func main()",
    "const top = 1;",
    "# Heading",
  ]);
});

test("of other texts the first words", () => {
  expect(outlineText("just some words")).toBe("just some words");
  expect(outlineText("word ".repeat(100))).toBe(`${"word ".repeat(39)}word …`);
  expect(outlineText("")).toBe("");
});

test("a long file is cut, and a long line costs what it shows", () => {
  expect(outlineText("def f():\n".repeat(1_000)).split("\n")).toHaveLength(200);
  expect(outlineText(`function ${"x".repeat(5_000_000)}`).length).toBeLessThan(300);
  expect(outlineText(`${"export ".repeat(100_000)}`).length).toBeLessThan(400);
});
