import { createRandom, type Random } from "./random.ts";
import { block, type TestBlock } from "./test-block.ts";

const tools = ["Read", "Bash", "Edit", "Grep"] as const;
const words = ["parser", "clock", "buffer", "index", "window", "réseau", "日本", "token", "retry", "🙂"];

export interface ConversationSettings {
  /** The same seed gives the same conversation. */
  readonly seed?: number;
  /** Odd ones among them: pinned, signed, empty, very large, already shortened, of other people's origin. */
  readonly odd?: boolean;
}

/** A conversation of an agent with `count` blocks: a system prompt, then questions, calls with their results, and answers. */
export function conversation(count: number, { seed = 1, odd = false }: ConversationSettings = {}): TestBlock[] {
  const random = createRandom(seed);
  const blocks: TestBlock[] = [];
  while (blocks.length < count) {
    const left = count - blocks.length;
    if (blocks.length === 0) blocks.push(block({ role: "system", text: say(random, 200), zone: "primacy" }));
    else if (left >= 2 && random.chance(0.7)) blocks.push(...call(random, blocks.length));
    else blocks.push(block({ role: random.chance(0.3) ? "user" : "assistant", text: say(random, 40) }));
  }
  const last = blocks.length - 1;
  return blocks.map((each, place) => {
    const age = Math.floor((last - place) / 4);
    const zone = place === 0 ? "primacy" : age < 2 ? "recency" : "middle";
    const placed = { ...each, n: place + 1, age, zone, isFree: age === 0 } as const;
    return odd ? oddly(random, placed) : placed;
  });
}

function call(random: Random, number: number): TestBlock[] {
  const toolName = random.oneOf(tools);
  const toolId = `call-${number}`;
  const filePaths = toolName === "Bash" ? [] : [`src/${random.oneOf(words)}.ts`];
  const isError = random.chance(0.15);
  const shared = { toolName, toolId, filePaths };
  return [
    block({ ...shared, role: "tool_use", text: JSON.stringify({ path: filePaths[0] ?? say(random, 5) }) }),
    block({ ...shared, role: "tool_result", isError, text: isError ? "Error: no such file" : say(random, 600) }),
  ];
}

function oddly(random: Random, each: TestBlock): TestBlock {
  switch (random.below(12)) {
    case 0:
      return { ...each, pinned: random.oneOf(["top", "bottom"] as const) };
    case 1:
      return { ...each, editable: false };
    case 2:
      return { ...each, text: "", tokens: 0, originalTokens: 0 };
    case 3:
      return { ...each, tokens: 180_000, originalTokens: 180_000 };
    case 4:
      return { ...each, level: "minimal", tokens: Math.min(15, each.tokens) };
    case 5:
      return { ...each, isPending: true };
    case 6:
      return { ...each, text: `${each.text}\u0000\u202e\ud800${"(a+)+$".repeat(20)}` };
    case 7:
      return { ...each, origin: "plugin:somebody-else" };
    default:
      return each;
  }
}

function say(random: Random, most: number): string {
  const lines: string[] = [];
  for (let left = 1 + random.below(most); left > 0; left -= 8)
    lines.push(Array.from({ length: Math.min(8, left) }, () => random.oneOf(words)).join(" "));
  return lines.join("\n");
}
