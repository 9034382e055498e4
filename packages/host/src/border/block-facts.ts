import type { CompressionLevel, Pinned, Role, Zone } from "@aperture/sdk";

/** A block as the program hands it over: the engine's `StageBlock` is one, so nothing is copied to call a plugin. */
export interface BlockFacts {
  readonly n: number;
  readonly role: Role;
  readonly kind: string;
  readonly toolName: string | undefined;
  readonly toolId: string | undefined;
  readonly filePaths: readonly string[];
  readonly isError: boolean;
  readonly editable: boolean;
  /** The client's own text, with what the user redacted already replaced. */
  readonly text: string;
  readonly hash: string;
  readonly tokens: number;
  readonly originalTokens: number;
  readonly level: CompressionLevel;
  readonly isPending: boolean;
  readonly zone: Zone;
  readonly pinned: Pinned;
  readonly origin: string;
  /** Requests of this lane since it first appeared: 0 in the first one. */
  readonly age: number;
  readonly isFree: boolean;
}
