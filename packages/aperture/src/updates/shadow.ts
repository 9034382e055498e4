import type { PluginHost } from "@aperture/host/host/plugin-host";
import type { Trial } from "@aperture/host/host/trial";
import { Beside } from "./beside.ts";
import { SeenRequests } from "./seen-requests.ts";

/** Nobody speaks: then the update waits for another time. */
export const SHADOW_MS = 10 * 60_000;

export interface ShadowParts {
  readonly host: Pick<PluginHost, "watch">;
  /** Calls back later; returns what takes that back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export interface ShadowInput {
  readonly plugin: string;
  /** The version that would come. It is closed here. */
  readonly trial: Trial;
  /** Live requests. */
  readonly wanted: number;
  readonly signal: AbortSignal;
  /** As it goes on. */
  readonly progress: (requests: number, failures: number) => void;
}

export interface Shadowed {
  readonly requests: number;
  /** One line each. */
  readonly failures: readonly string[];
  readonly differences: readonly string[];
  /** As many as were wanted came. */
  readonly isWhole: boolean;
}

/** Shows a version live requests beside the one that works, until there were enough. Rejects with the signal's reason. */
export async function shadow({ host, after }: ShadowParts, input: ShadowInput): Promise<Shadowed> {
  const { plugin, trial, wanted, signal, progress } = input;
  const beside = new Beside(trial, true);
  const seen = new SeenRequests();
  const failures: string[] = [];
  const differences: string[] = [];
  const over = Promise.withResolvers<void>();
  const under = new Set<Promise<void>>();
  const stop = (): void => over.resolve();
  const cancel = after(SHADOW_MS, stop);
  signal.addEventListener("abort", stop, { once: true });
  host.watch(plugin, {
    saw(call) {
      const comparing = beside.compare(call).then((compared) => {
        under.delete(comparing);
        if (!compared) return;
        if ("failed" in compared) failures.push(`${call.hook}: ${compared.failed}`);
        else differences.push(...compared.differences.slice(0, 3));
        if (seen.add(call)) progress(seen.count, failures.length);
        if (seen.count >= wanted || failures.length > 0) stop();
      });
      under.add(comparing);
    },
    rescue: async () => false,
  });
  try {
    if (!signal.aborted) await over.promise;
    signal.throwIfAborted();
    await Promise.all(under);
    return { requests: seen.count, failures, differences, isWhole: seen.count >= wanted };
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
    host.watch(plugin, null);
    await beside.close();
  }
}
