import { describe, expect, test } from "vitest";
import { routeRequest } from "./route-request.ts";

const route = (line: string, headers: Record<string, string> = {}) => {
  const [method = "", target = ""] = line.split(" ");
  return routeRequest({ method, target, rawHeaders: Object.entries(headers).flat() });
};

describe("provider and dialect", () => {
  test.each([
    ["POST /v1/messages?beta=true", "anthropic", "anthropic"],
    ["POST /v1/messages/count_tokens", "anthropic", null],
    ["GET /v1/messages", "anthropic", null],
    ["HEAD /api/hello", "anthropic", null],
    ["HEAD /", "anthropic", null],
    ["POST /api/event_logging/batch", "anthropic", null],
    ["POST /v1/chat/completions", "openai", "openai-chat"],
    ["POST /v1/responses", "openai", "openai-responses"],
    ["POST /v1/responses/compact", "openai", null],
    ["GET /v1/models", "openai", null],
    ["DELETE /v1/models/ft:gpt:org::id", "openai", null],
    ["POST /v1/embeddings", "openai", null],
    ["POST /backend-api/codex/responses", "chatgpt", "openai-responses"],
    ["GET /backend-api/wham/usage", "chatgpt", null],
    ["POST /v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse", "gemini", "gemini"],
    ["POST /v1beta/models/gemini-3-pro:countTokens", "gemini", null],
    ["POST /v1/models/gemini-2.5-flash:generateContent", "gemini", "gemini"],
    ["POST /v1alpha/auth_tokens", "gemini", null],
    ["POST /upload/v1beta/files", "gemini", null],
    ["POST /gateway/v1/messages", "anthropic", "anthropic"],
    ["POST /openrouter/api/v1/chat/completions", "openai", "openai-chat"],
    ["GET /", null, null],
    ["GET /favicon.ico", null, null],
    ["GET /v1x/messages", null, null],
    ["GET /v10", null, null],
    ["POST /%76%31/messages", null, null],
  ])("%s", (line, provider, dialect) => {
    expect(route(line)).toMatchObject({ provider, dialect });
  });

  test("what several providers speak is told apart by headers, never by Host", () => {
    expect(route("GET /v1/models", { "anthropic-version": "2023-06-01" }).provider).toBe("anthropic");
    expect(route("GET /v1/files", { "X-Api-Key": "k", "Anthropic-Beta": "files" }).provider).toBe("anthropic");
    expect(route("GET /v1/models", { "X-Goog-Api-Key": "k" }).provider).toBe("gemini");
    expect(route("GET /v1/models", { "x-api-key": "k", host: "api.anthropic.com" }).provider).toBe("openai");
    expect(route("POST /v1/responses", { "anthropic-version": "x" }).provider).toBe("openai");
  });
});

describe("tags", () => {
  test.each([
    ["/s/my-label/v1/messages?x=1", "my-label", "/v1/messages?x=1"],
    ["/s/a.b_c~D-9/", "a.b_c~D-9", "/"],
    ["/s/only", "only", "/"],
    ["/s/q?x=1", "q", "/?x=1"],
    ["/s/a/s/b/v1/models", "a", "/s/b/v1/models"],
    ["/s//v1/models", null, "/s//v1/models"],
    ["/s/white%20space/v1", null, "/s/white%20space/v1"],
    [`/s/${"x".repeat(65)}/v1`, null, `/s/${"x".repeat(65)}/v1`],
    ["/sx/a/v1", null, "/sx/a/v1"],
  ])("%s", (target, tag, rest) => {
    expect(route(`GET ${target}`)).toMatchObject({ tag, target: rest, tagSource: tag === null ? null : "tag" });
  });

  test("the header is the tag where the path has none", () => {
    expect(route("GET /v1/models", { "X-Aperture-Session": " mine " })).toMatchObject({
      tag: "mine",
      tagSource: "header",
    });
    expect(route("GET /s/path/v1/models", { "x-aperture-session": "mine" })).toMatchObject({
      tag: "path",
      tagSource: "tag",
    });
    expect(route("GET /v1/models", { "x-aperture-session": "" })).toMatchObject({ tag: null, tagSource: null });
  });

  test("bypass is exactly true", () => {
    expect(route("GET /v1/models", { "x-aperture-bypass": "True" }).bypass).toBe(true);
    for (const value of ["1", "yes", "", "false", "true, true"]) {
      expect(route("GET /v1/models", { "x-aperture-bypass": value }).bypass).toBe(false);
    }
  });
});
