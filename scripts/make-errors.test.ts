import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readCatalogue, renderErrors, renderFromDocs } from "./make-errors.ts";

test("the generated module is what the catalogue says", () => {
  const generated = readFileSync(new URL("../packages/sdk/src/errors.ts", import.meta.url), "utf8");
  expect(generated, "run `npm run errors`").toBe(renderFromDocs());
});

test("an entry has a message, and a status and exit code or the defaults", () => {
  const page = "# T\n\n## one\n> Says %what%\n> status: 404\n> exit: 3\n\nMore.\n\n## two\n> Plain\n";
  expect(readCatalogue("t.md", page)).toEqual([
    { code: "one", message: "Says %what%", status: 404, exit: 3, page: "t.md" },
    { code: "two", message: "Plain", status: 500, exit: 1, page: "t.md" },
  ]);
});

test("an entry without a message is refused by name", () => {
  expect(() => readCatalogue("t.md", "## one\n> status: 404\n")).toThrow("docs/errors/t.md: one has no message");
});

test("entries are sorted by code, so that a merge does not shuffle them", () => {
  const entry = (code: string) => ({ code, message: "m", status: 500, exit: 1, page: "p.md" });
  const rendered = renderErrors([entry("b"), entry("a")]);
  expect(rendered.indexOf("  a:")).toBeLessThan(rendered.indexOf("  b:"));
});
