import { expect, test } from "vitest";
import { credentialOf, targetWithoutSecrets } from "./credential-of.ts";
import { safeHeaders } from "./safe-headers.ts";

const secretNames = [
  "Authorization",
  "Proxy-Authorization",
  "X-Api-Key",
  "x-goog-api-key",
  "api-key",
  "Cookie",
  "Set-Cookie",
  "x-session-token",
  "session-key",
  "x-auth-session",
  "x-amz-security-token",
  "chatgpt-account-id",
  "x-anything-new",
  "x-user-email",
];

test.each(secretNames)("%s never leaves the proxy", (name) => {
  expect(safeHeaders([name, "value"])).toEqual({});
});

test("the names conversations go by do", () => {
  const names = [
    "x-claude-code-session-id",
    "x-claude-code-agent-id",
    "x-claude-code-parent-agent-id",
    "session-id",
    "session_id",
    "thread-id",
    "conversation_id",
    "x-session-id",
    "x-codex-window-id",
    "x-openai-subagent",
    "x-stainless-retry-count",
    "user-agent",
    "x-app",
    "originator",
    "anthropic-beta",
    "anthropic-ratelimit-input-tokens-remaining",
    "x-ratelimit-remaining-requests",
    "request-id",
    "retry-after",
  ];
  const kept = safeHeaders(names.flatMap((name) => [name.toUpperCase(), "v"]));
  expect(Object.keys(kept).sort()).toEqual(names.sort());
});

test("a key in the wrong place is dropped, repeats are joined", () => {
  for (const value of [
    "sk-ant-api03-aaaaaaaaaaaa",
    "Bearer abc",
    "eyJhbGciOiJIUzI1NiJ9.e30.x",
    "AIzaSyA-0123456789012",
  ]) {
    expect(safeHeaders(["session-id", value, "user-agent", `x ${value}`])).toEqual({});
  }
  expect(safeHeaders(["Anthropic-Beta", "a", "anthropic-beta", "b"])).toEqual({ "anthropic-beta": "a, b" });
});

test("no prototype is reached by name", () => {
  const kept = safeHeaders(["__proto__", "x", "constructor", "y"]);
  expect(Object.keys(kept)).toEqual([]);
  expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
});

test("credentials: the same key is the same mark, in whatever casing of the name; none is empty", () => {
  const mark = credentialOf(["X-Api-Key", "k1"], "/v1/messages");
  expect(mark).toMatch(/^[0-9a-f]{16}$/);
  expect(credentialOf(["x-api-key", "k1", "user-agent", "x"], "/other")).toBe(mark);
  expect(credentialOf(["x-api-key", "k2"], "/v1/messages")).not.toBe(mark);
  expect(credentialOf([], "/v1/messages?alt=sse")).toBe("");
  expect(credentialOf([], "/v1beta/x?key=a")).not.toBe(credentialOf([], "/v1beta/x?key=b"));
});

test.each([
  ["/a", "/a"],
  ["/a?alt=sse", "/a?alt=sse"],
  ["/a?key=AIza&alt=sse", "/a?alt=sse"],
  ["/a?alt=sse&KEY=AIza", "/a?alt=sse"],
  ["/a?access_token=x&api_key=y&token=z", "/a"],
  ["/a?monkey=1&key", "/a?monkey=1"],
])("%s is recorded as %s", (target, recorded) => {
  expect(targetWithoutSecrets(target)).toBe(recorded);
});
