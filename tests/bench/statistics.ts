/** The value below which `share` (0…1) of the sorted samples lie; NaN without samples. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

export interface Summary {
  readonly p50: number;
  readonly p99: number;
  /** Smallest and largest median among ten consecutive parts of the run: what the noise of the machine is worth. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export function summarize(samples: readonly number[]): Summary {
  const part = Math.max(1, Math.ceil(samples.length / 10));
  const medians: number[] = [];
  for (let start = 0; start < samples.length; start += part) medians.push(median(samples.slice(start, start + part)));
  return {
    p50: median(samples),
    p99: percentile(samples, 0.99),
    low: Math.min(...medians),
    high: Math.max(...medians),
    count: samples.length,
  };
}
