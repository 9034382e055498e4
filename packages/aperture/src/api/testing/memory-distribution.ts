import { ApertureError, type Registry } from "@aperture/sdk";
import type { MemoryPlugins } from "../../plugins/testing/memory-plugins.ts";
import { updateOf } from "../../updates/testing/update-of.ts";
import type { Distribution } from "../distribution-services.ts";

/** Registries, versions and updates of a host in memory: what routes ask of them. */
export interface MemoryDistribution extends Distribution {
  /** Every call that does something, as `rollback tidy`. */
  readonly calls: string[];
  readonly known: Registry[];
  /** Asks updates to wait until they are given up. */
  isSlow: boolean;
}

export function createMemoryDistribution(host: MemoryPlugins): MemoryDistribution {
  const calls: string[] = [];
  const none = { policy: "notify" as const, checkedAt: null, updates: [], troubles: [] };
  const distribution: MemoryDistribution = {
    calls,
    known: [{ name: "bundled", url: "/usr/share/registry", kind: "bundled", root: "a".repeat(64), trouble: null }],
    isSlow: false,
    sources: {
      async search(q, registry) {
        calls.push(`search ${q} ${registry ?? "-"}`);
        return { results: [], troubles: [{ registry: "team", reason: "it does not answer" }] };
      },
      registries: () => distribution.known,
      async add(registry) {
        const { name, url, kind = "aperture", root = null } = registry;
        const added: Registry = { name, url, kind, root, trouble: null };
        distribution.known.push(added);
        return added;
      },
      remove(name) {
        distribution.known.splice(
          distribution.known.findIndex((each) => each.name === name),
          1,
        );
      },
    },
    versions: {
      async rollback(id, how) {
        calls.push(`rollback ${id}${how?.force ? " by force" : ""}`);
        const { previous } = host.info(id);
        if (previous === null) throw new ApertureError("plugin_no_previous", { plugin: id });
        return host.info(id);
      },
      pin(id, pinned) {
        calls.push(`pin ${id} ${pinned}`);
        return host.add(host.info(id).manifest, { pinned });
      },
      audit: async () => ({ findings: [], checked: host.list().length }),
    },
    updates: {
      list: () => none,
      async check(signal) {
        calls.push("check");
        await finished(signal);
        return { ...none, checkedAt: "2026-01-02T03:04:05.000Z" };
      },
      async start(id, input, signal) {
        calls.push(`update ${id} ${JSON.stringify(input)}`);
        await finished(signal);
        return updateOf(id);
      },
    },
  };
  return distribution;

  async function finished(signal: AbortSignal | undefined): Promise<void> {
    if (!distribution.isSlow) return;
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve(), { once: true }));
    calls.push("given up");
    signal?.throwIfAborted();
  }
}
