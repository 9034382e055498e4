import type { OperationResult } from "@aperture/sdk";

/** What came of an operation in one line: `2 go with the next request · 1 waits · 1 refused: it is signed`. */
export function describeResult({ summary, items }: OperationResult): string {
  const refusals = new Set(items.filter((item) => item.status === "refused").map((item) => item.reason));
  const reason = refusals.size === 1 ? `: ${[...refusals][0]}` : "";
  const parts = [
    summary.nextRequest > 0 &&
      `${summary.nextRequest} ${summary.nextRequest === 1 ? "goes" : "go"} with the next request`,
    summary.pending > 0 && `${summary.pending} ${summary.pending === 1 ? "waits" : "wait"} until it is free or pays`,
    summary.recorded > 0 && `${summary.recorded} noted`,
    summary.refused > 0 && `${summary.refused} refused${reason}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(" · ") : "nothing to do";
}
