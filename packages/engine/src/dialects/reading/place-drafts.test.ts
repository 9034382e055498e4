import { describe, expect, test } from "vitest";
import { dialects } from "../index.ts";
import { documentOf, draftsIn } from "../testing/fixture.ts";

const call = (id: string, path: string) => ({
  role: "assistant",
  content: [{ type: "tool_use", id, name: "Read", input: { path } }],
});
const result = (id: string, content: string) => ({
  role: "user",
  content: [{ type: "tool_result", tool_use_id: id, content }],
});

describe("placeDrafts", () => {
  const first = { messages: [call("a", "x.ts"), result("a", "1")], tools: [{ name: "Read" }] };

  test("what was read before is the same object", () => {
    const before = documentOf("anthropic", first);
    const old = dialects.anthropic.blocks(before);
    const grown = { messages: [...first.messages, call("b", "y.ts")], tools: first.tools };
    const now = dialects.anthropic.blocks(documentOf("anthropic", grown, before));
    for (const [index, { draft }] of old.entries()) expect(now[index]!.draft).toBe(draft);
  });

  test("places are in prompt order, spans in body order", () => {
    const placed = dialects.anthropic.blocks(documentOf("anthropic", first));
    expect(placed.map(({ draft, unit }) => [draft.role, unit])).toEqual([
      ["other", 0],
      ["tool_use", 1],
      ["tool_result", 2],
    ]);
    expect(placed[0]!.start).toBeGreaterThan(placed[2]!.end);
  });

  test("a result that has got another call is told anew, the older document keeps its own", () => {
    const before = documentOf("anthropic", first);
    const old = dialects.anthropic.blocks(before);
    const changed = { messages: [call("a", "z.ts"), result("a", "1")], tools: first.tools };
    const after = dialects.anthropic.blocks(documentOf("anthropic", changed, before));
    expect([old[2]!.draft.filePaths, after[2]!.draft.filePaths]).toEqual([["x.ts"], ["z.ts"]]);
    expect(dialects.anthropic.blocks(before)[2]!.draft.filePaths).toEqual(["x.ts"]);
  });

  test("a call behind its result is not the result's", () => {
    const drafts = draftsIn("anthropic", { messages: [result("a", "1"), call("a", "x.ts")] });
    expect(drafts[0]!.toolName).toBeUndefined();
  });

  test("the same bytes mean other things in another member", () => {
    const before = documentOf("anthropic", { system: [{ type: "text", text: "a", name: "t" }], messages: [] });
    expect(dialects.anthropic.blocks(before)[0]!.draft.role).toBe("system");
    const after = documentOf("anthropic", { tools: [{ type: "text", text: "a", name: "t" }], messages: [] }, before);
    expect(dialects.anthropic.blocks(after)[0]!.draft).toMatchObject({ role: "other", toolName: "t" });
  });
});
