import { nodePort } from "../../document/testing/node-port.ts";
import type { RecordedBlock, RecordedRequest } from "../recorded-request.ts";

/** A block as it would be recorded; its key is its tool's, or its text's. */
export function recordedBlock(
  n: number,
  facts: Partial<Omit<RecordedBlock, "text" | "n">> & { readonly text: string },
): RecordedBlock {
  const { text, ...more } = facts;
  const role = more.role ?? "user";
  const hash = nodePort.hash(text);
  const key = more.toolId === undefined ? `${role}:${hash}` : `${role}#${more.toolId}`;
  return { n, role, kind: "text", key, hash, turn: 1, ...more, text: () => text };
}

const minute = 60_000;

/** Requests of a conversation in which a command is run with each: `lines` lines of output, 20 characters each. */
export function recordedCommands(
  count: number,
  { lines = 60, between = 1 }: { readonly lines?: number; readonly between?: number } = {},
): RecordedRequest[] {
  const blocks: RecordedBlock[] = [
    recordedBlock(1, { role: "system", text: "You are a coding agent. ".repeat(40) }),
    recordedBlock(2, { text: "Run them one by one." }),
  ];
  return Array.from({ length: count }, (_, index) => {
    const turn = index + 1;
    if (index > 0) {
      const toolId = `t${index}`;
      const output = Array.from({ length: lines }, (_line, line) => `line ${line} of run ${index}`).join("\n");
      blocks.push(
        recordedBlock(blocks.length + 1, {
          role: "tool_use",
          kind: "tool_use",
          toolId,
          toolName: "Bash",
          text: `{"command":"run ${index}"}`,
          turn,
        }),
        recordedBlock(blocks.length + 2, {
          role: "tool_result",
          kind: "tool_result",
          toolId,
          toolName: "Bash",
          text: output,
          turn,
        }),
      );
    }
    return { turn, at: 1_000 + index * between * minute, blocks: [...blocks] };
  });
}
