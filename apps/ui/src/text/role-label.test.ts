import { expect, test } from "vitest";
import { sampleBlock } from "../testing/samples.ts";
import { roleLabel } from "./role-label.ts";

test("a role is written as words; without one of its own a part is called by its name on the wire", () => {
  expect(roleLabel(sampleBlock(1, { role: "tool_result" }))).toBe("tool result");
  const metadata = { provider: "anthropic", turn: 1, kind: "tool_definition" } as const;
  expect(roleLabel(sampleBlock(1, { role: "other", metadata }))).toBe("tool definition");
});
