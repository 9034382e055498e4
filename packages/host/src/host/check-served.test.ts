import { expect, test } from "vitest";
import { checkServed } from "./check-served.ts";

const answer = (type: string, fields: object = {}) => ({
  status: 200,
  headers: { "Content-Type": type },
  body: "x",
  ...fields,
});

test.each([
  ["text/plain", "text/plain; charset=utf-8"],
  ["text/csv", "text/csv; charset=utf-8"],
  ["application/json; charset=utf-8", "application/json; charset=utf-8"],
  ["application/openmetrics-text; version=1.0.0", "application/openmetrics-text; version=1.0.0; charset=utf-8"],
])("%s is served", (type, served) => {
  expect(checkServed(answer(type))).toMatchObject({ status: 200, body: "x", headers: { "content-type": served } });
});

test("whatever is served is never taken for a page or a script", () => {
  expect(checkServed(answer("text/plain")).headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  });
});

test.each([
  "text/html",
  "TEXT/HTML",
  "text/plain, text/html",
  "text/plain\r\nset-cookie: a=b",
  "text/plain; charset=utf-8; boundary=<x>",
  "application/javascript",
  "image/svg+xml",
  "application/xhtml+xml",
  "text/xml",
  "",
])("not as %j", (type) => expect(() => checkServed(answer(type))).toThrow(/content-type/));

test("other headers of the plugin's are left out", () => {
  const { headers } = checkServed({ status: 200, headers: { "set-cookie": "a=b", location: "http://x" }, body: "" });
  expect(Object.keys(headers)).not.toContain("set-cookie");
  expect(Object.keys(headers)).not.toContain("location");
  expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
});

test.each([
  ["no answer", null, /\//],
  ["no status", { body: "x" }, /\/status/],
  ["a status that hangs up", { status: 101, body: "" }, /\/status/],
  ["a body that is no text", { status: 200, body: { a: 1 } }, /\/body/],
  ["a body without end", { status: 200, body: "x".repeat(1_048_577) }, /\/body: at most/],
])("refused: %s", (_, given, says) => expect(() => checkServed(given as never)).toThrow(says));
