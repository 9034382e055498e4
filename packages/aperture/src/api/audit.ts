import type { Store } from "../store/contract.ts";

export interface Audit {
  /** Counts a refusal and, up to `perSecond` times a second, writes an event about it. Never throws. */
  refused(code: string, status: number): void;
  /** Refusals since the start. */
  count(): number;
}

/** The audit trail of refusals. Limited, so that an attacker cannot fill the log or the disk with them. */
export function createAudit(options: {
  events: Store["events"];
  port: "proxy" | "api";
  now: () => number;
  perSecond?: number;
}): Audit {
  const { events, port, now, perSecond = 20 } = options;
  let total = 0;
  let second = 0;
  let written = 0;
  return {
    refused(code, status) {
      total++;
      const current = Math.floor(now() / 1_000);
      if (current !== second) [second, written] = [current, 0];
      if (written >= perSecond) return;
      written++;
      try {
        events.append("gate-refused", { port, reason: code, status });
      } catch {
        // The refusal stands whether or not it can be written down; the store tells of its own trouble.
      }
    },
    count: () => total,
  };
}
