import type { SessionSource } from "@aperture/sdk";
import type { ExchangeHead } from "../proxy/exchange.ts";

/** Who speaks, as far as headers, path and the body's own hint tell. */
export interface Identity {
  /** `claude-code`, `codex`, `opencode`, `gemini-cli`, `anthropic-sdk`, `openai-sdk`, `ai-sdk`, `sdk`. */
  readonly client: string;
  /** Unique key of the session, or null where only the content can tell. */
  readonly key: string | null;
  readonly source: SessionSource;
  readonly agentId: string | null;
  /**
   * True for programs that run one conversation per id: what carries no tools is then a side request (a title), and a
   * history that shares nothing with the one before is a compaction of it.
   */
  readonly isAgent: boolean;
}

const clients: readonly (readonly [pattern: RegExp, client: string, isAgent: boolean])[] = [
  [/^claude-cli\//i, "claude-code", true],
  [/codex[_-]/i, "codex", true],
  [/opencode/i, "opencode", true],
  [/gemini-?cli/i, "gemini-cli", true],
  [/^anthropic\//i, "anthropic-sdk", false],
  [/^(async)?openai\//i, "openai-sdk", false],
  [/\bai(-sdk)?\//i, "ai-sdk", false],
];

/** @param hint what the body says of its conversation (`metadata.user_id` of older Claude Code versions). */
export function identify(head: ExchangeHead, hint: string | null): Identity {
  const { client, isAgent } = readClient(head.headers);
  const named = ownId(head.headers, client, hint);
  if (named) return { client, isAgent, key: `agent:${client}:${named.session}`, source: "agent", agentId: named.agent };
  if (head.tag !== null && head.tagSource !== null)
    return { client, isAgent, key: `${head.tagSource}:${head.tag}`, source: head.tagSource, agentId: null };
  return { client, isAgent, key: null, source: "content", agentId: null };
}

/** Whether the body may name another session than headers and path do: `ownId` takes these clients' hints before a tag. */
export const isNamedByBody = ({ client, source }: Pick<Identity, "client" | "source">): boolean =>
  source !== "agent" && (client === "claude-code" || client === "codex");

function readClient(headers: Readonly<Record<string, string>>): { client: string; isAgent: boolean } {
  const told = `${headers["user-agent"] ?? ""} ${headers.originator ?? ""}`.trim();
  for (const [pattern, client, isAgent] of clients) if (pattern.test(told)) return { client, isAgent };
  return { client: "sdk", isAgent: false };
}

/** The agent's own conversation id, and the sub-agent's where it names one. Claude Code's and Codex's sub-agents share the session id. */
function ownId(
  headers: Readonly<Record<string, string>>,
  client: string,
  hint: string | null,
): { session: string; agent: string | null } | undefined {
  const claude = headers["x-claude-code-session-id"];
  if (claude) return { session: claude, agent: headers["x-claude-code-agent-id"] ?? null };
  if (client === "codex") {
    const session = headers["session-id"] ?? headers.session_id ?? headers["thread-id"];
    const thread = headers["thread-id"];
    if (session) return { session, agent: thread && thread !== session ? thread : null };
  }
  // Opencode's way, and a common one: any client's conversation may be named so. That does not make it an agent.
  const named = headers["x-session-id"] ?? headers["x-opencode-session"];
  if (named) return { session: named, agent: null };
  // What headers name comes first: they say, before the body is read, whether it has to be.
  if ((client === "claude-code" || client === "codex") && hint) return { session: hint, agent: null };
  return undefined;
}
