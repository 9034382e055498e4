import type { PluginUpdate, StartUpdate } from "@aperture/sdk";

type Asked = Pick<PluginUpdate, "version" | "integrity" | "spec" | "phase" | "diff" | "proof">;

/** What somebody says to one update before it begins. Nothing is granted that was not ticked. */
export class UpdateConsent {
  granted: ReadonlySet<string> = $state.raw(new Set());
  acceptsPublisher = $state(false);
  skipsCooldown = $state(false);
  forces = $state(false);
  /** Live requests that it is shown beside the old one before the swap. */
  shadow = $state(0);

  tick(capability: string): void {
    const next = new Set(this.granted);
    if (!next.delete(capability)) next.add(capability);
    this.granted = next;
  }

  /** Whether everything that keeps it from beginning was said. */
  isReady(update: Asked): boolean {
    return (
      (!needsPublisher(update) || this.acceptsPublisher) &&
      (!isCooling(update) || this.skipsCooldown) &&
      (!isDisproved(update) || this.forces)
    );
  }

  input(update: Asked): StartUpdate {
    return {
      // What was shown: another content under the same number is asked about anew.
      version: update.version,
      integrity: update.integrity,
      ...(update.spec === null ? {} : { spec: update.spec }),
      // A widening without a word on it waits: what was not ticked is said as well.
      ...(update.diff.widens ? { grant: [...this.granted] } : {}),
      acceptPublisher: needsPublisher(update) && this.acceptsPublisher,
      skipCooldown: isCooling(update) && this.skipsCooldown,
      force: isDisproved(update) && this.forces,
      shadow: this.shadow,
    };
  }
}

/** Somebody else published it. */
export const needsPublisher = ({ diff }: Asked): boolean => diff.publisher !== null;
/** It is younger than a day. */
export const isCooling = ({ phase }: Asked): boolean => phase === "cooling";
/** On the user's own requests it did worse. */
export const isDisproved = ({ proof }: Asked): boolean => proof !== null && !proof.passed;
