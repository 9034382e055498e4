import type { DialectId } from "@aperture/sdk";
import type { Reply, ScriptedAnswer } from "../upstreams/answer.ts";

export interface Ask {
  /** The provider's origin, without `/v1`. */
  readonly origin: string;
  readonly prompt: string;
  readonly stream: boolean;
  /** Told of every piece of streamed text. */
  readonly onText?: (text: string) => void;
  readonly signal?: AbortSignal;
}

/** Everything an application would see of a conversation. Compared as a whole: with the proxy it must be the same. */
export interface Outcome {
  /** Text of every answer, in order. */
  readonly texts: string[];
  readonly toolCalls: { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** Usage and stop reason of every answer, as the SDK hands them out. */
  readonly usage: unknown[];
  readonly stops: unknown[];
  /** What the call threw in the end. */
  error?: { readonly name: string; readonly message: string; readonly status: unknown };
}

/** A real SDK, asked once; it retries and runs tools the way its users let it. */
export interface SdkClient {
  readonly name: string;
  readonly dialect: DialectId;
  ask(ask: Ask): Promise<Outcome>;
  /** The provider's wire form of a scripted answer, and of "too many requests" and "overloaded". */
  reply(answer: ScriptedAnswer, stream: boolean): Reply;
  tooMany(): Reply;
  overloaded(): Reply;
}

/** The one tool of these conversations. */
export const tool = {
  name: "read_file",
  description: "Reads a file of the project and gives back its text.",
  schema: {
    type: "object" as const,
    properties: { path: { type: "string" as const } },
    required: ["path"],
    additionalProperties: false,
  },
};
export const toolResult = (input: unknown): string => `contents of ${JSON.stringify(input)}: "quoted"\n\ttabbed é ✓`;

/** An error reduced to what does not differ from run to run. */
export function describeError(error: unknown): NonNullable<Outcome["error"]> {
  const { name, message, status, statusCode } = error as Error & { status?: unknown; statusCode?: unknown };
  return { name, message, status: status ?? statusCode ?? null };
}

/** Runs `converse` and keeps what it collected when it throws. */
export async function collect(converse: (outcome: Outcome) => Promise<void>): Promise<Outcome> {
  const outcome: Outcome = { texts: [], toolCalls: [], usage: [], stops: [] };
  try {
    await converse(outcome);
  } catch (error) {
    outcome.error = describeError(error);
  }
  return outcome;
}
