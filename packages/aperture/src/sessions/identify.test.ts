import type { SessionSource } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import { type Identity, identify } from "./identify.ts";
import { headOf } from "./testing/tell.ts";

const told = (headers: Record<string, string>, tag?: string, hint: string | null = null): Identity =>
  identify(headOf({ body: null, headers, ...(tag === undefined ? {} : { tag }) }), hint);

describe("clients by what they call themselves", () => {
  test.each<[string, string, boolean]>([
    ["claude-cli/2.1.330 (external, cli)", "claude-code", true],
    ["claude-cli/2.1.330 (external, sdk-ts, agent-sdk/0.3.330)", "claude-code", true],
    ["codex_exec/0.169.0 (Debian 12; x86_64) unknown", "codex", true],
    ["codex_cli_rs/0.169.0 (Mac OS 26.0; arm64) iTerm", "codex", true],
    ["codex-tui/0.169.0", "codex", true],
    ["opencode/1.18.33 ai-sdk/provider-utils/4.0.30 runtime/node.js/24", "opencode", true],
    ["GeminiCLI/0.61.0/gemini-3-pro (linux; x64)", "gemini-cli", true],
    ["gemini-cli/0.61.0", "gemini-cli", true],
    ["Anthropic/JS 1.12.0", "anthropic-sdk", false],
    ["Anthropic/Python 1.2.0", "anthropic-sdk", false],
    ["OpenAI/JS 7.57.0", "openai-sdk", false],
    ["AsyncOpenAI/Python 3.0.0", "openai-sdk", false],
    ["ai/7.0.173 ai-sdk/anthropic/4.0.105 runtime/node.js/24", "ai-sdk", false],
    ["ai-sdk/openai/4.0.118", "ai-sdk", false],
    ["curl/8.5.0", "sdk", false],
    ["openrouter-ai-thing", "sdk", false],
    ["my claude-cli/1", "sdk", false],
  ])("%s is %s", (agent, client, isAgent) => {
    expect(told({ "user-agent": agent })).toMatchObject({ client, isAgent, key: null, source: "content" });
  });

  test("without any user agent it is some SDK", () => {
    expect(identify({ ...headOf({ body: null }), headers: {} }, null)).toEqual({
      client: "sdk",
      isAgent: false,
      key: null,
      source: "content",
      agentId: null,
    });
  });

  test("Codex is known by its originator too", () => {
    expect(told({ "user-agent": "reqwest", originator: "codex_vscode" }).client).toBe("codex");
  });
});

describe("conversations by what the client names them", () => {
  const claude = { "user-agent": "claude-cli/2.1.330" };
  const codex = { "user-agent": "codex_exec/0.169.0" };
  const opencode = { "user-agent": "opencode/1.18.33" };

  test.each<[string, Record<string, string>, string | null, string, string | null]>([
    ["Claude Code", { ...claude, "x-claude-code-session-id": "c1" }, null, "agent:claude-code:c1", null],
    [
      "a sub-agent of Claude Code",
      { ...claude, "x-claude-code-session-id": "c1", "x-claude-code-agent-id": "a7" },
      null,
      "agent:claude-code:c1",
      "a7",
    ],
    ["an older Claude Code, by its body", claude, "c2", "agent:claude-code:c2", null],
    ["Codex", { ...codex, "session-id": "s", "thread-id": "s" }, null, "agent:codex:s", null],
    ["Codex with one id only", { ...codex, "thread-id": "t" }, null, "agent:codex:t", null],
    ["a thread of Codex", { ...codex, "session-id": "s", "thread-id": "t" }, null, "agent:codex:s", "t"],
    ["an older Codex", { ...codex, session_id: "s" }, null, "agent:codex:s", null],
    ["Codex by its prompt_cache_key", codex, "p", "agent:codex:p", null],
    ["opencode", { ...opencode, "x-session-id": "ses_1" }, null, "agent:opencode:ses_1", null],
    ["an older opencode", { ...opencode, "x-opencode-session": "ses_1" }, null, "agent:opencode:ses_1", null],
  ])("%s", (_, headers, hint, key, agentId) => {
    expect(told(headers, undefined, hint)).toMatchObject({ key, agentId, source: "agent", isAgent: true });
    // A path tag names the run; the agent's own id tells its conversations apart within it.
    expect(told(headers, "run-1", hint)).toMatchObject({ key, source: "agent" });
  });

  test("ids of one client mean nothing to another", () => {
    expect(told({ ...codex, "session-id": "x" }).key).not.toBe(told({ ...opencode, "x-session-id": "x" }).key);
    expect(told({ "user-agent": "curl/8", "session-id": "x" }).key).toBeNull();
  });

  test.each([
    ["OpenAI/JS 7.57.0", "openai-sdk"],
    ["ai/7.0.173 ai-sdk/anthropic/4.0.105 runtime/node.js/24", "ai-sdk"],
    ["curl/8.5.0", "sdk"],
  ])("an x-session-id names a conversation of %s, and does not make it an agent", (agent, client) => {
    expect(told({ "user-agent": agent, "x-session-id": "mine" })).toEqual({
      client,
      isAgent: false,
      key: `agent:${client}:mine`,
      source: "agent",
      agentId: null,
    });
  });

  test("a hint of the body is nothing for a bare SDK", () => {
    expect(told({ "user-agent": "Anthropic/JS 1.12.0" }, undefined, "user-17").key).toBeNull();
  });

  test("an empty id is none", () => {
    expect(told({ ...claude, "x-claude-code-session-id": "" })).toMatchObject({ key: null, source: "content" });
    expect(told({ ...codex, "session-id": "" }, "work")).toMatchObject({ key: "tag:work", source: "tag" });
  });

  test.each<[SessionSource & ("tag" | "header")]>([["tag"], ["header"]])("a %s names what has no id", (tagSource) => {
    const head = { ...headOf({ body: null, headers: { "user-agent": "GeminiCLI/0.61.0" } }), tag: "work", tagSource };
    expect(identify(head, null)).toEqual({
      client: "gemini-cli",
      isAgent: true,
      key: `${tagSource}:work`,
      source: tagSource,
      agentId: null,
    });
  });
});
