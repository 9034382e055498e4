import type { DialectId } from "@aperture/sdk";
import type { AnswerPart, Reply, ScriptedAnswer } from "../../support/upstreams/answer.ts";
import type { SeenRequest } from "../../support/upstreams/upstream.ts";

/** What the scripted model wants done; every agent has its own tools for it. */
export type Action =
  | { readonly do: "say"; readonly text: string }
  | { readonly do: "write"; readonly path: string; readonly text: string }
  | { readonly do: "edit"; readonly path: string; readonly from: string; readonly to: string }
  | { readonly do: "delegate"; readonly task: string };

/** What the script needs to know of a request to choose its answer. */
export interface RequestFacts {
  readonly model: string;
  /** A title, a topic, a token count: a request beside the conversation. */
  readonly side: boolean;
  /** Names the sub-agent whose request this is, else null. */
  readonly subAgent: string | null;
  /** Tool results that the conversation holds so far. */
  readonly results: number;
  readonly stream: boolean;
}

/** One real program, driven headless. */
export interface Agent {
  /** Also the name of its cache folder. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Name of the program in `node_modules/.bin`. */
  readonly program: string;
  readonly dialect: DialectId;
  /** How Aperture should name it in `session.client`. */
  readonly client: string;
  readonly canDelegate: boolean;
  /** Arguments and environment that point it at `origin`; files it needs in its home, path → text. */
  launch(at: { origin: string; prompt: string; home: string; work: string }): {
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly files?: Readonly<Record<string, string>>;
  };
  read(request: SeenRequest): RequestFacts | undefined;
  parts(action: Action, id: string, work: string): AnswerPart;
  reply(answer: ScriptedAnswer, stream: boolean): Reply;
  /** Overloaded, as the provider says it: 529 at Anthropic, 503 elsewhere. */
  overloaded(): Reply;
  /** Answers what is no model call (health, token counts, model lists), or undefined. */
  other?(request: SeenRequest): Reply | undefined;
}
