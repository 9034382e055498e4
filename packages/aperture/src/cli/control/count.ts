/** A number as a sentence has it: `41,200`; `1 block`, `2 blocks` with a noun. */
export function count(number: number, noun?: string): string {
  const digits = Math.round(number).toLocaleString("en-US");
  if (noun === undefined) return digits;
  return `${digits} ${noun}${Math.abs(Math.round(number)) === 1 ? "" : "s"}`;
}
