import type { Grammars } from "../../../packages/aperture/src/control/grammars.ts";
import { outlineQuestions } from "../../../packages/engine/src/compression/summarize/outline-questions.ts";
import { toolInput } from "../../../packages/engine/src/dialects/reading/tool-input.ts";
import type { RecordedSession } from "../context/session.ts";

/** Outlines of every file that a session read, as a daemon has them a request later. */
export async function prepareOutlines({ blocks }: RecordedSession, grammars: Grammars): Promise<void> {
  for (const { type, text, toolName, input } of blocks) {
    if (type !== "tool_result") continue;
    const { filePaths } = toolInput(JSON.stringify(input) ?? "");
    const facts = { text, role: "tool_result", toolName: toolName ?? undefined, filePaths } as const;
    for (const question of outlineQuestions(facts)) await grammars.prepare(question);
  }
}
