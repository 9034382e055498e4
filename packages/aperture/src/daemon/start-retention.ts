import type { Config } from "../config/config.ts";
import type { Store } from "../store/contract.ts";
import { sleep } from "./sleep.ts";

const day = 86_400_000;

export interface RetentionOptions {
  store: Pick<Store, "retain">;
  policy: Config["retention"];
  now: () => number;
  failed: (error: unknown) => void;
  /** ms from the start to the first pass: starting is busy enough. */
  delay?: number;
  /** ms between passes. */
  interval?: number;
}

/** Removes what is older than the policy allows, now and then, in small pieces. Returns what stops it. */
export function startRetention(options: RetentionOptions): () => Promise<void> {
  const { store, policy, now, failed, delay = 60_000, interval = 3_600_000 } = options;
  const end = new AbortController();
  const passes = (async () => {
    await sleep(delay, end.signal);
    while (!end.signal.aborted) {
      await pass();
      await sleep(interval, end.signal);
    }
  })();

  async function pass(): Promise<void> {
    try {
      const limits = { before: now() - policy.days * day, keepEvents: policy.events };
      // Each call is one short commit; requests in between do not wait for the rest.
      while (!end.signal.aborted && store.retain(limits).more) await sleep(50, end.signal);
    } catch (error) {
      failed(error);
    }
  }

  return async () => {
    end.abort();
    await passes;
  };
}
