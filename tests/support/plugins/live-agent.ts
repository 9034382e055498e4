import { Agent, type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import type { ApertureClient } from "@aperture/sdk";
import { eventually } from "../eventually.ts";
import { checkRequest } from "../strict/check-request.ts";
import { anthropicReply } from "../upstreams/anthropic.ts";
import { startUpstream, type Upstream } from "../upstreams/upstream.ts";

type Body = Record<string, unknown>;
const CALL = "x-test-call";

export interface LiveUpstream extends Upstream {
  /** The body of a call as it arrived, once. */
  take(call: string): Buffer | undefined;
}

/** A scripted Messages API that answers each call with its own name, and keeps nothing that was taken. */
export async function startLiveUpstream(): Promise<LiveUpstream> {
  const arrived = new Map<string, Buffer>();
  const upstream: Upstream = await startUpstream(({ headers, body }) => {
    const call = String(headers[CALL]);
    arrived.set(call, body);
    upstream.seen.length = 0;
    const { stream } = JSON.parse(body.toString("utf8")) as { stream?: boolean };
    const usage = { input: 20, output: 5, cacheRead: 0 };
    const parts = [{ type: "text" as const, text: `answer to ${call}` }];
    return anthropicReply({ id: `msg-${call}`, model: "claude-sonnet-4-5", parts, usage }, { stream: stream === true });
  });
  return {
    ...upstream,
    take(call) {
      const body = arrived.get(call);
      arrived.delete(call);
      return body;
    },
  };
}

/** After so many turns it begins a new conversation. */
const TURNS = 24;
/** The user edits what the first tool answered after so many turns. */
const EDITED_AT = 3;
const lines = (label: string, turn: number): string =>
  Array.from({ length: 30 }, (_, line) => `${line}\tconst ${label}_${turn}_${line} = compute(${line});`).join("\n");

/**
 * An agent that speaks without pause, one growing conversation after the other, and looks at each of its requests: answered 200 with its own
 * answer, valid as it arrived, and with the change that its user made, byte for byte.
 */
export class LiveAgent {
  readonly #name: string;
  readonly #port: number;
  readonly #upstream: LiveUpstream;
  readonly #client: ApertureClient;
  readonly #project: string;
  readonly #http = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #failures: string[] = [];
  #calls = 0;
  #conversation = 0;
  #messages: Body[] = [];
  #turn = 0;
  /** What the user made of the first tool's answer. */
  #edited: { readonly block: string; readonly content: string } | null = null;
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly name: string;
    readonly port: number;
    readonly upstream: LiveUpstream;
    readonly client: ApertureClient;
    readonly project: string;
  }) {
    this.#name = options.name;
    this.#port = options.port;
    this.#upstream = options.upstream;
    this.#client = options.client;
    this.#project = options.project;
  }

  /** Requests so far. */
  get calls(): number {
    return this.#calls;
  }
  /** What went wrong so far, one sentence each. */
  get failures(): readonly string[] {
    return this.#failures;
  }
  get #label(): string {
    return `${this.#name}-${this.#conversation}`;
  }

  start(): void {
    this.#running = this.#speak();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
    this.#http.destroy();
  }

  async #speak(): Promise<void> {
    while (!this.#isOver) {
      try {
        if (this.#turn === 0) this.#begin();
        await this.say();
        if (this.#turn === EDITED_AT) await this.#edit();
        if (this.#turn === TURNS) this.#turn = 0;
      } catch (error) {
        this.#failures.push(`${this.#label}, turn ${this.#turn}: ${String(error)}`);
        this.#turn = 0;
      }
    }
  }

  #begin(): void {
    this.#conversation++;
    this.#edited = null;
    this.#messages = [{ role: "user", content: "Read the files one by one." }];
  }

  /** One turn; throws what is wrong with it. */
  async say(): Promise<void> {
    const turn = this.#turn++;
    const call = `${this.#label}-${++this.#calls}`;
    const id = `toolu_${turn}`;
    const input = { file_path: `${this.#project}/file-${turn}.ts` };
    this.#messages.push(
      { role: "assistant", content: [{ type: "tool_use", id, name: "Read", input }] },
      { role: "user", content: [{ type: "tool_result", tool_use_id: id, content: lines(this.#name, turn) }] },
    );
    const stream = turn % 2 === 1;
    const original = Buffer.from(
      JSON.stringify({
        model: "claude-sonnet-4-5",
        max_tokens: 100,
        stream,
        system: [{ type: "text", text: "You are a coding agent." }],
        tools: [{ name: "Read", description: "Reads a file", input_schema: { type: "object" } }],
        messages: this.#messages,
      }),
    );
    const { status, body } = await this.#send(call, original);
    const arrived = this.#upstream.take(call);
    if (status !== 200) throw new Error(`status ${status}: ${body.slice(0, 300)}`);
    if (!body.includes(`answer to ${call}`)) throw new Error(`another answer than its own: ${body.slice(0, 300)}`);
    if (stream ? !body.includes("event: message_stop") : !(JSON.parse(body) as Body).usage)
      throw new Error(`half an answer: ${body.slice(-300)}`);
    if (!arrived) throw new Error("nothing arrived");
    const wrong = checkRequest("anthropic", arrived, original);
    if (wrong.length > 0) throw new Error(wrong.join("; "));
    await this.#checkEdit(arrived);
  }

  async #checkEdit(arrived: Buffer): Promise<void> {
    if (this.#edited === null) return;
    const { block } = this.#edited;
    const { messages } = JSON.parse(arrived.toString("utf8")) as { messages: Body[] };
    const content = [{ type: "tool_result", tool_use_id: "toolu_0", content: this.#edited.content }];
    const [expected, found] = [{ role: "user", content }, messages[2]].map((each) => JSON.stringify(each));
    if (found === expected) return;
    const history = JSON.stringify(await this.#client.control.versions(block));
    throw new Error(`the user's change is not there: ${found?.slice(0, 300)}\n${history.slice(0, 4_000)}`);
  }

  /** As a user does it on the page: the first tool's answer says something else from the next request on. */
  async #edit(): Promise<void> {
    const session = this.#label;
    const block = await eventually(async () => {
      const { blocks } = await this.#client.blocks({ session, role: "tool_result" });
      return blocks.length >= EDITED_AT ? blocks[0] : undefined;
    }, `${EDITED_AT} results of ${session}`);
    await this.#client.setProject(block.sessionId, this.#project);
    const content = `Edited: ${session} \u2605 "once and for all"`;
    await this.#client.control.edit({ ids: [block.id], content, apply: "now" });
    this.#edited = { block: block.id, content };
  }

  #send(call: string, body: Buffer): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          agent: this.#http,
          host: "127.0.0.1",
          port: this.#port,
          path: `/s/${this.#label}/v1/messages`,
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": body.length,
            "x-api-key": "sk-ant-fake",
            "anthropic-version": "2023-06-01",
            [CALL]: call,
          },
        },
        (answer: IncomingMessage) => {
          text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, body: said }), reject);
        },
      );
      outgoing.once("error", reject);
      outgoing.end(body);
    });
  }
}
