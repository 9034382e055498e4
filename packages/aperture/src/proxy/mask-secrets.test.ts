import { expect, test } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

const key = "sk-ant-api03-abcdefghijkl";

test.each([
  ["a key", ["X-Api-Key", key], "/", `invalid key: ${key}.`, "invalid key: [credential]."],
  ["a token without its scheme", ["authorization", `Bearer ${key}`], "/", `<${key}>`, "<[credential]>"],
  ["every place", ["x-api-key", key], "/", `${key}${key} ${key}`, "[credential][credential] [credential]"],
  ["a cookie's value", ["cookie", `a=1; session=${key}`], "/", key, "[credential]"],
  ["Basic, padded", ["Authorization", "Basic dXNlcjpwYXNzd29yZA=="], "/", "dXNlcjpwYXNzd29yZA==", "[credential]=="],
  ["a key where none belongs", ["user-agent", `tool/1 key=${key}`], "/", key, "[credential]"],
  ["a parameter", [], `/v1?alt=sse&key=${key}`, key, "[credential]"],
  [
    "a parameter, escaped",
    [],
    "/v1?token=abc%2Fdefghijkl",
    "abc/defghijkl abc%2Fdefghijkl",
    "[credential] [credential]",
  ],
  ["a broken escape", [], "/v1?token=abc%ZZdefghijkl", "abc%ZZdefghijkl", "[credential]"],
  ["a Referer's parameter", ["referer", `https://a.test/?api_key=${key}`], "/", key, "[credential]"],
  ["the longer of two alike", ["x-api-key", key, "x-token", `${key}-more`], "/", `${key}-more`, "[credential]"],
  ["a secret cut at the end", ["x-api-key", key], "/", `key ${key.slice(0, 15)}`, "key [credential]"],
] satisfies [string, string[], string, string, string][])("%s", (_name, headers, target, text, expected) => {
  expect(maskSecrets(headers, target)(text)).toBe(expected);
});

test.each([
  ["words", ["x-api-key", "placeholder"], "/", "a placeholder"],
  ["what a cut leaves that is short", ["x-api-key", key], "/", `key ${key.slice(0, 11)}`],
  [
    "what other headers and parameters say",
    ["host", "api.anthropic.com", "x-app", "application-name"],
    "/v1?alt=event-streaming",
    "api.anthropic.com application-name event-streaming",
  ],
] satisfies [string, string[], string, string][])("leaves alone: %s", (_name, headers, target, text) => {
  expect(maskSecrets(headers, target)(text)).toBe(text);
});
