import type { ReplayTotals } from "@aperture/sdk";
import { formatAmount } from "./format-amount.ts";

/** `−12.3 %`, `+0.4 %`, `0 %`: a change of tokens or of the bill; what rounds to nothing but is none says so. */
export function formatChange(change: number): string {
  if (change === 0 || !Number.isFinite(change)) return "0 %";
  const sign = change < 0 ? "−" : "+";
  const percent = Math.abs(change) * 100;
  return percent < 0.05 ? `${sign}< 0.1 %` : `${sign}${percent < 100 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** What it comes to for whoever pays: negative saves. */
export const toneOf = (change: number): "good" | "bad" | "plain" =>
  change <= -0.0005 ? "good" : change >= 0.0005 ? "bad" : "plain";

/** `81,200 tokens of prompts, billed as 12,345 · $0.0370`. */
export const describeTotals = ({ promptTokens, bill, usd }: ReplayTotals): string =>
  `${Math.round(promptTokens).toLocaleString("en-US")} tokens of prompts, billed as ${formatAmount({ tokens: bill, usd })}`;
