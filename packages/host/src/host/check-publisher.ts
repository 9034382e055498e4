import { ApertureError, type Provenance } from "@aperture/sdk";

/** What tells whose a version is. */
export type PublisherOf = Pick<Provenance, "publisher" | "kind">;

/**
 * Whether two versions are of one publisher. What comes with Aperture is signed with a key that is made with each release: the release itself,
 * by the hash of its root, says whose it is.
 */
export const isSamePublisher = (before: PublisherOf, after: PublisherOf): boolean =>
  before.publisher === after.publisher || (before.kind === "bundled" && after.kind === "bundled");

/**
 * A version signed by another key than the one before, or by nobody any more: whoever has the name alone must not hand its users other code.
 * Signed for the first time is no change. Throws `plugin_publisher_changed`.
 */
export function checkPublisher(plugin: string, before: PublisherOf, after: PublisherOf): void {
  if (before.publisher === null || isSamePublisher(before, after)) return;
  throw new ApertureError("plugin_publisher_changed", {
    plugin,
    before: before.publisher,
    after: after.publisher ?? "nobody",
  });
}
