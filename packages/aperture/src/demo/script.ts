/** One tool call of the script and what the tool answers. */
export interface ScriptedCall {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: string;
  readonly failed?: true;
}

/** One answer of the model. The last one has no calls. */
export interface ScriptedStep {
  readonly thinking?: string;
  readonly text?: string;
  readonly calls?: readonly ScriptedCall[];
}

/** What the demo plays: both sides of the wire read it, the player for tool results, the upstream for answers. */
export interface Script {
  readonly model: string;
  readonly system: readonly string[];
  readonly tools: readonly { name: string; description: string; input_schema: Readonly<Record<string, unknown>> }[];
  /** What the person asks; the first text is what a client puts before it (`<system-reminder>` and the like). */
  readonly prompt: readonly string[];
  readonly title: { readonly model: string; readonly system: string; readonly answer: string };
  readonly steps: readonly ScriptedStep[];
}

/** The id of call `call` of answer `step`, both 0-based: the same on both sides. */
export const callId = (step: number, call: number): string =>
  `toolu_demo_${String(step + 1).padStart(2, "0")}${call + 1}`;
