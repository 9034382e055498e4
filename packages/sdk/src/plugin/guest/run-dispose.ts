import { partsOf } from "./plugin-parts.ts";

/** Tells a plugin that it ends; resolves when it has cleaned up. */
export async function runDispose(plugin: unknown): Promise<void> {
  const parts = partsOf(plugin);
  if (typeof parts.dispose === "function") await parts.dispose();
}
