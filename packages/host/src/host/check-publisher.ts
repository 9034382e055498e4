import { ApertureError } from "@aperture/sdk";

/**
 * A version signed by another key than the one before, or by nobody any more: whoever has the name alone must not hand its users other code.
 * Signed for the first time is no change. Throws `plugin_publisher_changed`.
 */
export function checkPublisher(plugin: string, before: string | null, after: string | null): void {
  if (before === null || before === after) return;
  throw new ApertureError("plugin_publisher_changed", { plugin, before, after: after ?? "nobody" });
}
