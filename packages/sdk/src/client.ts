import type { BlocksPage, BlocksQuery } from "./api/blocks.ts";
import type { Health } from "./api/health.ts";
import type { PageToken, Pairing } from "./api/pairings.ts";
import type { Problem } from "./api/problem.ts";
import type { Proof, Stopping } from "./api/server.ts";
import type { PageQuery, RegisterRun, RunRegistered, SessionRemoved, SessionsPage, TurnsPage } from "./api/sessions.ts";
import type { Block } from "./block.ts";
import { type Call, ControlClient } from "./control-client.ts";
import type { Event, Hello } from "./event.ts";
import { LibraryClient } from "./library-client.ts";
import { PluginClient } from "./plugin-client.ts";
import type { Session } from "./session.ts";
import { sseData } from "./sse-data.ts";

export interface ClientOptions {
  /** `http://127.0.0.1:5401`; empty in the page, where the API is the same origin. */
  baseUrl: string;
  /** Sent as a bearer token where an operation needs one; asked for at every call, so it may be read late. */
  token?: () => string | undefined;
  fetch?: typeof globalThis.fetch;
}

/** What the API answered when it refused: the problem's own fields. */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ApiError";
    this.problem = problem;
  }
  static is(error: unknown): error is ApiError {
    return error instanceof Error && error.name === "ApiError" && "problem" in error;
  }
}

type Query = Record<string, string | number | boolean | undefined>;

/** The typed way to :5401, used by the CLI, the page and scripts alike. */
export class ApertureClient {
  readonly #options: ClientOptions;
  /** Operations on blocks, staging, budgets, checkpoints, holds. */
  readonly control: ControlClient;
  /** Presets, rules, templates, packs, trusted projects. */
  readonly library: LibraryClient;
  /** Installing, permissions, panels, secrets of plugins. */
  readonly plugins: PluginClient;
  constructor(options: ClientOptions) {
    this.#options = options;
    const call: Call = (method, path, query, body, signal) => this.call(method, path, query, body, signal);
    this.control = new ControlClient(call);
    this.library = new LibraryClient(call);
    this.plugins = new PluginClient(call);
  }

  health = (): Promise<Health> => this.call("GET", "/health");
  sessions = (query: PageQuery = {}): Promise<SessionsPage> => this.call("GET", "/sessions", query);
  session = (id: string): Promise<Session> => this.call("GET", `/sessions/${encodeURIComponent(id)}`);
  turns = (id: string, query: PageQuery = {}): Promise<TurnsPage> =>
    this.call("GET", `/sessions/${encodeURIComponent(id)}/turns`, query);
  removeSession = (id: string): Promise<SessionRemoved> => this.call("DELETE", `/sessions/${encodeURIComponent(id)}`);
  setProject = (id: string, dir: string | null): Promise<Session> =>
    this.call("PUT", `/sessions/${encodeURIComponent(id)}/project`, {}, { dir });
  blocks = (query: BlocksQuery = {}): Promise<BlocksPage> => this.call("GET", "/blocks", query);
  block = (id: string): Promise<Block> => this.call("GET", `/blocks/${encodeURIComponent(id)}`);
  registerRun = (run: RegisterRun): Promise<RunRegistered> => this.call("POST", "/runs", {}, run);
  /** Single-use code that `aperture open` puts in the page's URL fragment. */
  createPairing = (): Promise<Pairing> => this.call("POST", "/pairings", {}, {});
  /** Exchanges such a code for a token of this page. */
  redeemPairing = (code: string): Promise<PageToken> => this.call("POST", "/pairings/redeem", {}, { code });
  proof = (nonce: string): Promise<Proof> => this.call("GET", "/proof", { nonce });
  shutdown = (): Promise<Stopping> => this.call("POST", "/shutdown", {}, {});

  /**
   * Any operation by method and path below /api/v1. Throws `ApiError` when the API answers with a problem. An aborted `signal` ends the
   * request, and what takes long is given up there, too.
   */
  async call<T>(method: string, path: string, query: Query = {}, body?: unknown, signal?: AbortSignal): Promise<T> {
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
    const suffix = search.size > 0 ? `?${search}` : "";
    const token = this.#options.token?.();
    const response = await (this.#options.fetch ?? globalThis.fetch)(
      `${this.#options.baseUrl}/api/v1${path}${suffix}`,
      {
        method,
        // Nothing of ours answers with a redirect: following one would carry the token elsewhere.
        redirect: "error",
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    const text = await response.text();
    if (!response.ok) throw new ApiError(readProblem(response.status, text));
    return JSON.parse(text) as T;
  }

  /**
   * The event log from `since` on, over SSE; ends when `signal` aborts or the connection does.
   * The first item is always a `hello`.
   */
  async *events(options: { since?: number; signal?: AbortSignal } = {}): AsyncGenerator<Hello | Event> {
    const since = options.since === undefined ? "" : `?since=${options.since}`;
    const token = this.#options.token?.();
    const response = await (this.#options.fetch ?? globalThis.fetch)(`${this.#options.baseUrl}/api/v1/events${since}`, {
      redirect: "error",
      headers: { accept: "text/event-stream", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!response.ok || !response.body) throw new ApiError(readProblem(response.status, await response.text()));
    for await (const data of sseData(response.body)) yield JSON.parse(data) as Hello | Event;
  }
}

function readProblem(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === "string") return problem;
  } catch {
    // Not ours: something else answers on that port. The text says more than a parse error would.
  }
  return {
    type: "about:blank",
    title: "Unexpected answer",
    status,
    code: "unexpected_answer",
    detail: `HTTP ${status}: ${text.slice(0, 200)}`,
  };
}
