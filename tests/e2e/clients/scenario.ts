import type { Reply, ScriptedAnswer } from "../../support/upstreams/answer.ts";
import type { SeenRequest } from "../../support/upstreams/upstream.ts";
import type { Action, Agent } from "./agent.ts";

export interface Scenario {
  readonly name: string;
  readonly prompt: string;
  /** What the model does after that many tool results. */
  readonly steps: readonly (readonly Action[])[];
  /** What the n-th request of the main conversation meets instead of its answer. */
  readonly faults?: readonly ("overloaded" | "reset" | "fin")[];
  /** The client gets SIGINT while the first answer runs. */
  readonly cancel?: boolean;
  /** Only for agents that have sub-agents. */
  readonly delegates?: boolean;
  /** Files the work folder must hold at the end. */
  readonly files?: Readonly<Record<string, string>>;
}

const long = "This answer is long enough to be cut in the middle, because it goes on for a while and then some more. ";

export const scenarios: readonly Scenario[] = [
  { name: "plain answer", prompt: "Say hello", steps: [[{ do: "say", text: "Hello, this is the scripted model." }]] },
  {
    name: "writes and edits a file",
    prompt: "Write notes.txt, then correct it",
    steps: [
      [
        { do: "say", text: "I write the file." },
        { do: "write", path: "notes.txt", text: "alpha é ✓\nbeta\n" },
      ],
      [{ do: "edit", path: "notes.txt", from: "beta", to: "gamma" }],
      [{ do: "say", text: "Done: notes.txt says gamma." }],
    ],
    files: { "notes.txt": "alpha é ✓\ngamma\n" },
  },
  {
    name: "upstream overloaded, then reset, then fine",
    prompt: "Survive the faults",
    steps: [[{ do: "say", text: `${long.repeat(3)}Survived.` }]],
    faults: ["overloaded", "reset"],
  },
  {
    name: "upstream ends mid-stream, then fine",
    prompt: "Survive an early end",
    steps: [[{ do: "say", text: `${long.repeat(3)}Survived.` }]],
    faults: ["fin"],
  },
  {
    name: "SIGINT mid-stream",
    prompt: "Talk until stopped",
    steps: [[{ do: "say", text: long.repeat(8) }]],
    cancel: true,
  },
  {
    name: "sub-agent",
    prompt: "Let a sub-agent look around",
    steps: [
      [{ do: "delegate", task: "Say what you see in this folder" }],
      [{ do: "say", text: "The sub-agent saw it." }],
    ],
    delegates: true,
  },
];

/** The scripted model of one run: what it answers depends on what the conversation holds, so retries and side requests fit in. */
export function scriptOf(agent: Agent, scenario: Scenario, work: string): (request: SeenRequest) => Reply | undefined {
  let mains = 0;
  return (request) => {
    const facts = agent.read(request);
    if (!facts) return agent.other?.(request);
    const answer = (id: string, actions: readonly Action[]): ScriptedAnswer => ({
      id,
      model: facts.model,
      parts: actions.map((action, index) => agent.parts(action, `${id}${index}`, work)),
      usage: { input: 900, output: 25, cacheRead: 400 },
    });
    const say = (id: string, text: string) => agent.reply(answer(id, [{ do: "say", text }]), facts.stream);
    if (facts.side) return say("side", "A scripted title");
    if (facts.subAgent !== null) return say("sub", "I see one folder.");
    const fault = scenario.faults?.[mains++];
    if (fault === "overloaded") return agent.overloaded();
    const step = Math.min(facts.results, scenario.steps.length - 1);
    const reply = agent.reply(answer(`step${step}`, scenario.steps[step]!), facts.stream);
    if (fault) return { ...reply, cut: { after: Math.ceil(reply.chunks.length / 2), how: fault } };
    if (scenario.cancel) return { ...reply, gapMs: 20, cut: { after: 12, how: "hang" } };
    return reply;
  };
}
