import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderApiDocs } from "./make-api-docs.ts";

const rendered = renderApiDocs();

test.each(["openapi.json", "api.md"] as const)("docs/reference/%s is current: else run `npm run api-docs`", (name) => {
  expect(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), "utf8")).toBe(rendered[name]);
});

test("the reference holds operations, events and schemas", () => {
  for (const part of [
    "### GET /api/v1/blocks",
    "### DELETE /api/v1/sessions/{id}",
    "For token. Answers `Stopping`.",
    "### turn-started",
    "`Block[]`",
  ])
    expect(rendered["api.md"]).toContain(part);
  expect(rendered["api.md"]).not.toContain("undefined");
});
