import type { CompressInput, EarlierRead } from "../../../packages/engine/src/compression/contract.ts";
import { contentKind } from "../../../packages/engine/src/compression/trim/content-kind.ts";
import { trim } from "../../../packages/engine/src/compression/trim/trim.ts";
import { loadTranscripts } from "../../../packages/engine/src/dialects/testing/load-transcripts.ts";
import { partsOf, resultText, type Transcript } from "../../../packages/engine/src/dialects/testing/transcript.ts";
import { median } from "../statistics.ts";
import { atMost } from "../verdicts.ts";
import type { MicroResult } from "./micro.ts";

const name = "micro-trimming";
const passes = 5;

/** Every recorded tool result, by kind: all are trimmed several times, and of each the median counts. */
export function measureTrimming(): MicroResult {
  const inputs = loadTranscripts().flatMap(resultsOf);
  if (inputs.length === 0) return { name, lines: [`\n${name}: no recorded sessions`], verdicts: [] };
  const spent = inputs.map((): number[] => []);
  for (let pass = 0; pass < passes; pass++)
    for (const [index, input] of inputs.entries()) {
      const start = performance.now();
      trim(input);
      spent[index]!.push(performance.now() - start);
    }
  const kinds = new Map<string, { results: number; bytes: number; ms: number }>();
  for (const [index, input] of inputs.entries()) {
    const kind = contentKind(input);
    const { results, bytes, ms } = kinds.get(kind) ?? { results: 0, bytes: 0, ms: 0 };
    const own = Buffer.byteLength(input.text);
    kinds.set(kind, { results: results + 1, bytes: bytes + own, ms: ms + median(spent[index]!) });
  }
  const rows = [...kinds].map(([kind, { results, bytes, ms }]) => ({
    kind,
    results,
    bytes,
    perPiece: (ms / bytes) * 10_000,
  }));
  const lines = rows
    .sort((a, b) => b.perPiece - a.perPiece)
    .map(
      ({ kind, results, bytes, perPiece }) =>
        `  ${kind.padEnd(12)} ${String(results).padStart(5)} results ${(bytes / 1_000).toFixed(0).padStart(6)} KB  ${perPiece.toFixed(3)} ms per 10 KB`,
    );
  return {
    name,
    lines: [`\n${name} (every recorded tool result)`, ...lines],
    verdicts: rows.map(({ kind, perPiece }) => atMost(name, `${kind}, per 10 KB`, perPiece, 1, "ms")),
  };
}

/** What the stages give to a result that is trimmed: its call, its path, and the reads of the file before it. */
function resultsOf({ messages }: Transcript): CompressInput[] {
  const calls = new Map<string, { readonly name: string; readonly input: unknown }>();
  const reads = new Map<string, EarlierRead[]>();
  const found: CompressInput[] = [];
  for (const part of messages.flatMap(partsOf)) {
    if (part.type === "tool_use") calls.set(part.id, part);
    if (part.type !== "tool_result") continue;
    const call = calls.get(part.tool_use_id);
    const path = (call?.input as { file_path?: string } | undefined)?.file_path;
    const text = resultText(part.content);
    const earlier = path === undefined ? [] : (reads.get(path) ?? []);
    if (path !== undefined) reads.set(path, [...earlier, { id: `block-${found.length}`, text }]);
    found.push({
      text,
      role: "tool_result",
      toolName: call?.name,
      toolInput: JSON.stringify(call?.input ?? {}),
      filePaths: path === undefined ? [] : [path],
      earlier: call?.name === "Read" ? earlier : undefined,
    });
  }
  return found;
}
