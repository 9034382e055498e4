import type {
  CapabilityName,
  CapabilityOutput,
  CapabilityRead,
  OperationResult,
  PluginPermissions,
  Provenance,
} from "@aperture/sdk";
import type { Json } from "./calls.ts";

/** A plugin as it is kept: what is installed, wanted, granted and set. */
export interface PluginRecord {
  readonly id: string;
  readonly version: string;
  /** Absolute path. `linked`: the author's own folder, run where it is (`plugin dev`). */
  readonly folder: string;
  readonly source: "folder" | "tarball" | "linked" | "bundled";
  /** `sha512-<base64>` of the whole package: another one is refused until it is installed again. Not held for linked ones. */
  readonly integrity: string;
  readonly wanted: "enabled" | "disabled";
  /** Quarantined: why, else null. Kept over restarts. */
  readonly quarantine: string | null;
  /** It has a stage that must not be passed by (`onError: block`): known even where its files cannot be read. */
  readonly protects: boolean;
  /** Capabilities that the user granted. */
  readonly granted: readonly string[];
  /** Taken away by project folder, on top. */
  readonly narrowed: Readonly<Record<string, readonly string[]>>;
  readonly config: Readonly<Record<string, Json>>;
  /** A native plugin that the user trusted by name. */
  readonly trusted: boolean;
  /** Capabilities that it used so far. */
  readonly used: readonly string[];
  /** Epoch ms. */
  readonly installedAt: number;
  readonly provenance: Provenance;
  /** Stays at its version: no update, by hand or by itself. */
  readonly pinned: boolean;
  /** The version before this one, kept so that it can come back without any network; null: none. */
  readonly previous: PreviousVersion | null;
}

/** All that is needed to run a version again as it was. */
export type PreviousVersion = Pick<
  PluginRecord,
  | "version"
  | "folder"
  | "source"
  | "integrity"
  | "protects"
  | "granted"
  | "config"
  | "trusted"
  | "installedAt"
  | "provenance"
> & {
  /** What the user took away since it was replaced: it does not come back with it. Absent: nothing. */
  readonly withheld?: readonly string[];
};

/** Where plugins are kept: tables of the store. All synchronous; writes commit before they return. */
export interface PluginStore {
  all(): PluginRecord[];
  get(id: string): PluginRecord | undefined;
  put(record: PluginRecord): void;
  /** Its secrets go with it. `purge`: with everything it stored, too. */
  remove(id: string, purge: boolean): void;
  stored(id: string): ReadonlyMap<string, Json>;
  /** `null` removes. One commit. */
  store(id: string, values: ReadonlyMap<string, Json>): void;
  log(id: string, line: PluginLogLine): void;
  /** Newest last. */
  logs(id: string, limit: number): PluginLogLine[];
}

/** Who protects requests by what is noted beside the store: what must not leave is not let go because the store forgot it. */
export interface Protection {
  /** Noted, and without a record in the store; `reason`: why, and what to do. */
  lost(): readonly { readonly id: string; readonly reason: string }[];
  /** The user decided: nothing of this name protects any more. */
  forget(id: string): void;
}

export interface PluginLogLine {
  /** Epoch ms. */
  readonly at: number;
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
}

/** What a plugin may do in a project (null: in none): the user narrows that by folder. */
export type GrantedIn = (project: string | null) => PluginPermissions;

export type StateCallName = Extract<CapabilityName, `state.${string}`>;
export type OperationCallName = Extract<CapabilityName, `blocks.${string}`>;

/**
 * What the program does for plugins; every call is already checked against the plugin's permissions. `actor` is `plugin:<id>`.
 * The program's own errors pass through to the guest by code and message.
 */
export interface PluginServices {
  readonly store: PluginStore;
  readonly protection: Protection;
  /** Read-only engine state. Throws `permission_denied` where the project of what is asked for does not allow it. */
  state<Name extends StateCallName>(
    actor: string,
    name: Name,
    input: CapabilityRead<Name>,
    granted: GrantedIn,
  ): Promise<CapabilityOutput<Name>>;
  /** An operation on blocks. It is never forced, and leaves alone what the user pinned, edited or chose. */
  operate<Name extends OperationCallName>(
    actor: string,
    name: Name,
    input: CapabilityRead<Name>,
    granted: GrantedIn,
  ): Promise<OperationResult>;
  stage(actor: string, input: CapabilityRead<"staging.stage">, granted: GrantedIn): Promise<{ item: string }>;
  unstage(actor: string, input: CapabilityRead<"staging.unstage">): Promise<{ removed: boolean }>;
  note(actor: string, input: CapabilityRead<"notes.add">, granted: GrantedIn): Promise<void>;
  /** Takes back everything this actor changed, staged and noted. Returns how many things. */
  undoAll(actor: string, apply?: "when-free" | "now"): Promise<number>;
  /** What its changes come to now: prompt tokens kept out and added; how many are in force, and wait. */
  effect(actor: string): { tokensSaved: number; tokensAdded: number; applied: number; pending: number };
  emit(
    type: "plugin-event" | "plugin-changed" | "plugin-quarantined" | "plugin-failed" | "plugin-rolled-back",
    data: Json,
  ): void;
  /** Engine events; returns the function that ends it. */
  subscribe(listener: (event: { readonly type: string; readonly data: Json }) => void): () => void;
  /** Null where the user stored none. */
  secret(id: string, name: string): string | null;
  /** Folders of projects that live sessions work in. */
  projects(): readonly string[];
  /** The session of this id or label, else the one that spoke last, with its folder; null where there is none. */
  session(name: string | undefined): { readonly id: string; readonly project: string | null } | null;
  /** Ports of Aperture itself: no plugin reaches them. */
  ownPorts(): readonly number[];
  /** Null where no engine is configured. */
  readonly speech: ((audio: Uint8Array) => Promise<string>) | null;
}
