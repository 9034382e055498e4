import type { OperationItem, OperationResult } from "@aperture/sdk";
import { formatTable } from "../format-table.ts";
import { count } from "./count.ts";
import { describePrice } from "./describe-price.ts";

/** What came of an operation, item by item, and one sentence about the whole. */
export function describeResult(result: OperationResult): string {
  if (result.items.length === 0) return "nothing to do: no block was meant";
  const lanes = new Set(result.items.map(({ lane }) => lane)).size;
  const rows = result.items.map((item) => {
    const [status, why] = wordsOf(item);
    return [item.id, ...(lanes > 1 ? [item.lane] : []), tokensOf(item), status, why];
  });
  const titles = ["BLOCK", ...(lanes > 1 ? ["LANE"] : []), "TOKENS", "STATUS", "WHY"];
  return [formatTable([titles, ...rows]), ...previewOf(result), summaryOf(result)].join("\n\n");
}

const tokensOf = ({ tokensBefore, tokensAfter }: OperationItem): string =>
  tokensBefore === tokensAfter ? count(tokensBefore) : `${count(tokensBefore)} → ${count(tokensAfter)}`;

/** Status and reason for people. */
function wordsOf(item: OperationItem): [string, string] {
  switch (item.status) {
    case "recorded":
      return ["recorded", item.reason];
    case "next-request":
      // What it costs alone is not what decided where it goes along with others: the reason says so.
      return ["next request", item.price?.rewrittenTokens === 0 ? describePrice(item.price) : item.reason];
    case "pending":
      return ["waits", `${item.price ? describePrice(item.price) : item.reason}; --now applies it`];
    case "refused":
      return ["refused", item.code ? `${item.reason} (${item.code})` : item.reason];
  }
}

/** The new text where one block was tried; many would hide the table. */
function previewOf({ dryRun, items }: OperationResult): string[] {
  const [only] = items;
  if (!dryRun || items.length !== 1 || only?.after === undefined) return [];
  return [`What would be sent:\n${only.after}`];
}

function summaryOf({ operation, dryRun, summary, price }: OperationResult): string {
  const parts = [
    [summary.recorded, "recorded"],
    [summary.nextRequest, "with the next request"],
    [summary.pending, summary.pending === 1 ? "waits" : "wait"],
    [summary.refused, "refused"],
  ] as const;
  const counts = parts.flatMap(([number, word]) => (number > 0 ? [`${count(number)} ${word}`] : [])).join(", ");
  const changes = summary.nextRequest + summary.pending;
  const together = changes > 1 ? `; together: ${describePrice(price)}` : "";
  if (dryRun) return `Dry run, nothing was done: ${counts}${together}`;
  const undo = operation === null ? "" : `\n${operation}; \`aperture undo ${operation}\` takes it back`;
  return `${counts}${together}${undo}`;
}
