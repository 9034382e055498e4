import type { CapabilityName, CapabilityOutput, CapabilityRead, PluginPermissions } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { GrantedIn, PluginServices } from "../border/services.ts";

/** What a capability works with: one for each running plugin. */
export interface CapabilityContext {
  /** Its id. */
  readonly plugin: string;
  /** `plugin:<id>` */
  readonly actor: string;
  /** By project, and bound to what the call was begun for. */
  readonly granted: GrantedIn;
  readonly services: PluginServices;
  /** Beyond those that `needs` names: a redirect's host, a secret in a header. */
  readonly used: (capability: string) => void;
  /** An event of a project for this plugin alone. */
  readonly deliver: (type: string, data: Json, project: string) => void;
  readonly log: (level: "debug" | "info" | "warn" | "error", message: string) => void;
  /** Epoch ms. */
  readonly now: () => number;
  /** Aborted when the plugin has ended. */
  readonly closing: AbortSignal;
  /** The folder that a call is about; null where the call has none, or there is none. */
  readonly project: string | null;
}

/** Of what was granted: which capabilities a call needs, or the one that is missing. */
export type Needs = { readonly needs: readonly string[] } | { readonly missing: string };

/** One thing that a plugin may ask of the host. */
export interface Capability<Name extends CapabilityName> {
  /** The folder that it is about: what the user granted differs by project. Throws where it may not be named. */
  readonly projectOf?: (input: CapabilityRead<Name>, services: PluginServices) => string | null;
  readonly needs: (input: CapabilityRead<Name>, granted: PluginPermissions) => Needs;
  readonly run: (input: CapabilityRead<Name>, context: CapabilityContext) => Promise<CapabilityOutput<Name>>;
}

/** What a running plugin holds beside its calls: built with it, closed with it. */
export interface Held {
  close(): void;
}

export const nothingNeeded: Needs = { needs: [] };

/** Needs a capability that is either there or not. */
export const needsFlag =
  (flag: "staging" | "notes" | "history" | "speech") =>
  (_input: unknown, granted: PluginPermissions): Needs =>
    granted[flag] ? { needs: [flag] } : { missing: flag };
