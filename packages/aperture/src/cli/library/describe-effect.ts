import type { ReplayEffect, ReplayTotals } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { describeChange } from "./describe-change.ts";

const blocksShown = 15;

/** What it would have done: the bill first, then the blocks that differ most. */
export function describeEffect(effect: ReplayEffect): string {
  const { sessions, requests, before, after, billChange, tokenChange, blocks, changedBlocks, invalid, p50, basis } =
    effect;
  const rows = [
    ["", "BEFORE", "AFTER", "CHANGE"],
    ["prompt tokens", count(before.promptTokens), count(after.promptTokens), describeChange(tokenChange)],
    ["bill (token equivalents)", count(before.bill), count(after.bill), describeChange(billChange)],
    ...(before.usd === null || after.usd === null ? [] : [["USD", dollars(before), dollars(after), ""]]),
  ];
  return [
    `${count(requests, "request")} of ${sessions.join(", ")}, replayed:`,
    formatTable(rows),
    changedBlocks === 0
      ? "No block would have been sent otherwise."
      : `${count(changedBlocks, "block")} would have been sent otherwise${changedBlocks > blocksShown ? `, the ${blocksShown} that differ most` : ""}:`,
    ...(blocks.length === 0 ? [] : [formatTable([blockTitles, ...blocks.slice(0, blocksShown).map(blockRow)])]),
    ...(invalid === 0 ? [] : [`${count(invalid, "request")} could not be made: do not apply this.`]),
    `${oneLine(basis).replace(/\.?$/, ".")}${p50 === null ? "" : ` It took ${p50.toFixed(2)} ms a request (median).`}`,
  ].join("\n\n");
}

const dollars = ({ usd }: ReplayTotals): string => (usd ?? 0).toFixed(4);
const blockTitles = ["SESSION", "BLOCK", "REQUEST", "WHAT", "BY", "TOKENS"];
const blockRow = (block: ReplayEffect["blocks"][number]): string[] => [
  block.session,
  block.block,
  String(block.turn),
  block.what,
  block.actor,
  `${count(block.tokensBefore)} → ${count(block.tokensAfter)}`,
];
