import { describe, expect, test } from "vitest";
import { CanonicalBodies } from "./canonical-bodies.ts";
import type { RecordedBlock, RecordedMarks } from "./recorded-request.ts";
import { recordedBlock, recordedCommands } from "./testing/recorded.ts";

interface Part {
  readonly type: string;
  readonly cache_control?: unknown;
}

interface Body {
  readonly model: string;
  readonly system: readonly Part[];
  readonly tools: readonly Part[];
  readonly messages: readonly { readonly role: string; readonly content: readonly Part[] }[];
}

function written(blocks: readonly RecordedBlock[], marks: RecordedMarks = "5m"): Body {
  const { bytes } = new CanonicalBodies("claude-test", marks).body(blocks);
  return JSON.parse(new TextDecoder().decode(bytes)) as Body;
}

const tool = recordedBlock(1, {
  role: "other",
  kind: "tool_definition",
  toolName: "Bash",
  text: '{"name":"Bash","input_schema":{}}',
});
const system = recordedBlock(2, { role: "system", text: "You code." });
const user = recordedBlock(3, { text: 'Say "hi"\n…' });
const thought = recordedBlock(4, { role: "thinking", kind: "thinking", text: "hm", signed: true });
const call = recordedBlock(5, { role: "tool_use", toolId: "t1", toolName: "Bash", text: '{"command":"ls"}' });
const result = recordedBlock(6, { role: "tool_result", toolId: "t1", text: "a.ts", isError: true });
const image = recordedBlock(7, { role: "image", kind: "inlineData", text: "[image/png, 3 KB]", tokens: 300 });

describe("a recorded request is written as a Messages body", () => {
  test("frame, messages by side, parts with what was kept of them", () => {
    const body = written([system, tool, user, thought, call, result, image], null);
    expect(body).toMatchObject({
      model: "claude-test",
      tools: [{ name: "Bash", input_schema: {} }],
      system: [{ type: "text", text: "You code." }],
      messages: [
        { role: "user", content: [{ type: "text", text: 'Say "hi"\n…' }] },
        {
          role: "assistant",
          content: [{ type: "thinking" }, { type: "tool_use", id: "t1", name: "Bash", input: { command: "ls" } }],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "t1", content: "a.ts", is_error: true },
            { type: "text", text: "[image/png, 3 KB]" },
          ],
        },
      ],
    });
  });

  test("its blocks are told in the order of the prompt, each once", () => {
    const { blocks } = new CanonicalBodies(null, null).body([system, tool, user, thought, call, result]);
    expect(blocks).toEqual([tool, system, user, thought, call, result]);
  });

  test("a system message inside the conversation stays there", () => {
    const reminder = recordedBlock(8, { role: "system", text: "Mind the tests." });
    expect(written([system, user, reminder, result]).messages.map(({ role }) => role)).toEqual([
      "user",
      "system",
      "user",
    ]);
  });

  test.each(["5m", "1h"] as const)("marks of %s stand behind the frame and the last two user messages", (marks) => {
    const { system: head, messages } = written([...recordedCommands(4).at(-1)!.blocks], marks);
    const isMarked = messages.map(({ content }) => content.map((part) => part.cache_control !== undefined));
    expect(head.at(-1)).toMatchObject({ cache_control: { type: "ephemeral", ttl: marks } });
    expect(isMarked.flat()).toEqual([false, false, false, false, true, false, true]);
  });

  test("without a system prompt the last tool is marked; without marks nothing is", () => {
    expect(written([tool, user]).tools.at(-1)?.cache_control).toBeDefined();
    expect(JSON.stringify(written([tool, system, user, result], null))).not.toContain("cache_control");
  });

  test("a definition that is no JSON is written all the same", () => {
    const odd = recordedBlock(9, { role: "other", kind: "tool_definition", toolName: "X", text: "no JSON {" });
    expect(written([odd, user]).tools).toMatchObject([{ name: "X", description: "no JSON {" }]);
  });

  test("what begins with no frame, and an empty request, are bodies", () => {
    expect(written([user]).system).toEqual([]);
    expect(written([])).toMatchObject({ messages: [], tools: [] });
  });
});
