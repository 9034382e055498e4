const units: Readonly<Record<string, number>> = { b: 1, kb: 1_024, mb: 1_048_576 };
const times: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Bytes of `256kb`, `1mb`; null where it is no size. */
export const bytesOf = (text: string): number | null => quantity(text, units);

/** Milliseconds of `30s`, `5m`, `1h`; null where it is no time. */
export const millisecondsOf = (text: string): number | null => quantity(text, times);

function quantity(text: string, factors: Readonly<Record<string, number>>): number | null {
  const found = /^(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]{1,2})$/.exec(text.trim().toLowerCase());
  const factor = found && Object.hasOwn(factors, found[2]!) ? factors[found[2]!] : undefined;
  return factor === undefined ? null : Math.round(Number(found![1]) * factor);
}
