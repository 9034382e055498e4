/** A relative change for people: −0.213 → `-21.3 %`, 0.004 → `+0.4 %`. */
export function describeChange(change: number): string {
  const percent = (change * 100).toFixed(1);
  if (Number(percent) === 0) return "±0.0 %";
  return `${change > 0 ? "+" : ""}${percent} %`;
}
