import type { DialectId } from "@aperture/sdk";
import { describe, expect, test } from "vitest";
import type { BlockDraft } from "../dialect.ts";
import type { DialectEditing } from "../editing.ts";
import { dialects } from "../index.ts";

type Facts = Parameters<DialectEditing["refuse"]>[0];
type Code = string | null;

const block = (role: BlockDraft["role"], kind: string, rest: Partial<Facts> = {}): Facts => ({ role, kind, ...rest });
const raw = { keepRaw: true };
const signed = { signed: true };

/** compress, edit, remove, redact: a code, or null where it may be done. */
const never = (code: string): Code[] => [code, code, code, code];
const free: Code[] = [null, null, null, null];
const call: Code[] = ["orphans_result", null, "orphans_result", null];
/** Hiding a value says again what was signed. */
const signedAgain: Code[] = ["block_signed", "block_signed", "block_signed", null];
const image: Code[] = ["block_opaque", "block_opaque", null, "block_opaque"];

describe.each<[DialectId, [Facts, Code[]][]]>([
  [
    "anthropic",
    [
      [block("user", "text"), free],
      [block("system", "text"), free],
      [block("tool_result", "tool_result", raw), free],
      [block("tool_result", "web_search_tool_result", signed), never("block_signed")],
      [block("thinking", "thinking", signed), never("block_signed")],
      [block("tool_use", "tool_use"), call],
      [block("tool_use", "server_tool_use"), never("block_opaque")],
      [block("image", "image", raw), image],
      [block("other", "document", raw), ["block_opaque", "block_opaque", null, null]],
      [block("other", "tool_definition"), never("block_opaque")],
      [block("other", "part_to_come", raw), never("block_opaque")],
    ],
  ],
  [
    "openai-chat",
    [
      [block("assistant", "refusal"), free],
      [block("tool_result", "tool"), free],
      [block("tool_use", "function"), call],
      [block("tool_use", "custom"), call],
      [block("tool_use", "call_to_come"), ["orphans_result", "block_opaque", "orphans_result", "block_opaque"]],
      [block("image", "image_url", raw), image],
      [block("thinking", "reasoning"), never("block_signed")],
      [block("other", "tool_definition"), never("block_opaque")],
    ],
  ],
  [
    "openai-responses",
    [
      [block("user", "input_text"), free],
      [block("system", "instructions"), free],
      [block("tool_result", "function_call_output"), free],
      [block("tool_result", "computer_call_output", raw), never("block_opaque")],
      [block("tool_use", "function_call"), call],
      [block("tool_use", "web_search_call", raw), never("block_opaque")],
      [block("tool_use", "local_shell_call"), ["block_opaque", "block_opaque", "block_opaque", null]],
      [block("image", "input_image", raw), image],
      [block("image", "image_generation_call", raw), never("block_opaque")],
      [block("thinking", "reasoning", signed), never("block_signed")],
      [block("other", "compaction", { ...raw, ...signed }), never("block_signed")],
    ],
  ],
  [
    "gemini",
    [
      [block("user", "text"), free],
      [block("tool_result", "functionResponse"), free],
      [block("tool_use", "functionCall"), call],
      [block("tool_use", "functionCall", signed), signedAgain],
      [block("assistant", "text", signed), signedAgain],
      [block("thinking", "thought", signed), never("block_signed")],
      [block("tool_use", "executableCode", signed), never("block_signed")],
      [block("tool_use", "executableCode"), never("block_opaque")],
      [block("tool_result", "codeExecutionResult"), never("block_opaque")],
      [block("image", "inlineData", raw), image],
    ],
  ],
])("%s", (id, rows) => {
  const { refuse } = dialects[id].editing;

  test.each(rows)("%j", (facts, codes) => {
    const actions = ["compress", "edit", "remove", "redact"] as const;
    expect(actions.map((action) => refuse(facts, action)?.code ?? null)).toEqual(codes);
    for (const action of actions) expect(refuse(facts, action)?.reason ?? "a sentence.").toMatch(/\.$/);
  });

  test("a text must be readable, arguments an object", () => {
    const [text] = rows[0]!;
    for (const blank of ["", " \n\t", "\u00a0\ufeff"]) expect(refuse(text, "edit", blank)?.code).toBe("empty_text");
    expect(refuse(text, "edit", " x ")).toBeNull();
    const [asked] = rows.find(([, codes]) => codes === call)!;
    for (const bad of ["", "x", "[]", "1", "null", '"{}"', "{"])
      expect(refuse(asked, "edit", bad)?.code).toBe("invalid_arguments");
    expect(refuse(asked, "edit", ' {"a":1.0} ')).toBeNull();
  });
});
