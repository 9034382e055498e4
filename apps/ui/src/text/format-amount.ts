/** `12,345 · $0.0370`; the price is left out where the model's is not known. */
export function formatAmount({ tokens, usd }: { tokens: number; usd: number | null }): string {
  const counted = Math.round(tokens).toLocaleString("en-US");
  if (usd === null) return counted;
  const sign = usd < 0 ? "−" : "";
  return `${counted} · ${sign}$${Math.abs(usd).toFixed(Math.abs(usd) < 1 ? 4 : 2)}`;
}
