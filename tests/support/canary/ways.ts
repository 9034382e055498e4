/** A way that a request can go through Aperture. */
export interface Way {
  readonly name: string;
  readonly method?: "POST" | "GET";
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly encoding?: string;
  /** The client goes away at the first byte of the answer. */
  readonly leavesEarly?: boolean;
  /** Status the client sees; 0 where the connection ends before one. */
  readonly status: number;
  /** Another one that some secret's header leads to. */
  readonly orStatus?: number;
  readonly reachesUpstream: boolean;
  /** The upstream repeats the secret: the client gets it as it is (law 1), and nothing else may. */
  readonly echoes?: boolean;
  /** True where a turn comes of it. */
  readonly isRecorded: boolean;
}

const talk = [{ role: "user", content: "hello" }];
const messages = { model: "claude-sonnet", max_tokens: 9, messages: talk };
/** The upstream does what the first of these names; the other keeps the way's requests in one session. */
const asked = (way: string): Record<string, string> => ({ "x-scripted": way, "x-session-id": way });
const reaches = { reachesUpstream: true, isRecorded: true } as const;
const opaque = { reachesUpstream: true, isRecorded: false, status: 200 } as const;

/** Ways on which the upstream repeats what it was sent. */
const echo = (name: string, status: number): Way => ({
  name,
  target: "/v1/messages",
  headers: asked(name),
  body: messages,
  status,
  echoes: true,
  ...reaches,
});

export const ways: readonly Way[] = [
  {
    name: "messages",
    target: "/v1/messages?beta=true",
    headers: { "x-scripted": "messages" },
    body: messages,
    status: 200,
    ...reaches,
  },
  {
    name: "tagged",
    target: "/s/canary/v1/messages",
    headers: { ...asked("tagged"), "x-claude-code-session-id": "canary" },
    body: messages,
    status: 200,
    ...reaches,
  },
  {
    name: "chat",
    target: "/v1/chat/completions",
    headers: asked("chat"),
    body: { model: "gpt-5", messages: talk },
    status: 200,
    ...reaches,
  },
  {
    name: "responses",
    target: "/v1/responses",
    headers: asked("responses"),
    body: { model: "gpt-5", input: "hello" },
    status: 200,
    ...reaches,
  },
  {
    name: "gemini",
    target: "/v1beta/models/gemini-3-pro:streamGenerateContent?alt=sse",
    headers: asked("gemini"),
    body: { contents: [{ role: "user", parts: [{ text: "hello" }] }] },
    status: 200,
    ...reaches,
  },
  {
    name: "compressed",
    target: "/v1/messages",
    headers: asked("compressed"),
    body: messages,
    encoding: "gzip",
    status: 200,
    ...reaches,
  },
  { name: "overloaded", target: "/v1/messages", headers: asked("overloaded"), body: messages, status: 529, ...reaches },
  {
    name: "unauthorized",
    target: "/v1/messages",
    headers: asked("unauthorized"),
    body: messages,
    status: 401,
    ...reaches,
  },
  echo("echo-401", 401),
  echo("echo-error", 200),
  echo("echo-text", 200),
  echo("echo-stream", 200),
  { name: "reset", target: "/v1/messages", headers: asked("reset"), body: messages, status: 503, ...reaches },
  {
    name: "cut",
    target: "/v1/messages",
    headers: asked("cut"),
    body: messages,
    status: 200,
    // The reset is passed on as one: it may overtake the head.
    orStatus: 0,
    ...reaches,
  },
  {
    name: "left",
    target: "/v1/messages",
    headers: asked("left"),
    body: messages,
    leavesEarly: true,
    status: 200,
    ...reaches,
  },
  { name: "no-json", target: "/v1/messages", headers: asked("no-json"), body: "{nope", ...opaque },
  {
    name: "bad-gzip",
    target: "/v1/messages",
    headers: { ...asked("bad-gzip"), "content-encoding": "br" },
    body: "{}",
    ...opaque,
  },
  { name: "count", target: "/v1/messages/count_tokens", headers: asked("count"), body: messages, ...opaque },
  { name: "models", target: "/v1/models", method: "GET", headers: asked("models"), body: "", ...opaque },
  {
    name: "unreachable",
    target: "/backend-api/codex/responses",
    headers: asked("unreachable"),
    body: { model: "gpt-5", input: "hello" },
    status: 503,
    reachesUpstream: false,
    isRecorded: false,
  },
  {
    name: "nowhere",
    target: "/no/such/path",
    headers: asked("nowhere"),
    body: messages,
    status: 503,
    // A header with Gemini's prefix says whose request it is.
    orStatus: 200,
    reachesUpstream: false,
    isRecorded: false,
  },
  {
    name: "refused",
    target: "/v1/messages",
    headers: { ...asked("refused"), origin: "https://evil.example" },
    body: messages,
    status: 403,
    reachesUpstream: false,
    isRecorded: false,
  },
];
