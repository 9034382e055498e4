import { GuestError } from "./guest-error.ts";

export type Handler = (this: unknown, ...given: unknown[]) => unknown;

/** What an entry may export as its default, both forms, as far as it is used; nothing of it is trusted. */
export interface PluginParts {
  readonly stages?: unknown;
  readonly on?: unknown;
  readonly actions?: unknown;
  readonly schedule?: unknown;
  readonly uiPanel?: unknown;
  readonly serve?: unknown;
  readonly dispose?: unknown;
  /** The trait. */
  readonly stage?: unknown;
  readonly process?: unknown;
}

/** Throws where the entry's default export is no plugin. */
export function partsOf(plugin: unknown): PluginParts {
  if (typeof plugin === "object" && plugin !== null) return plugin as PluginParts;
  throw new GuestError(
    "plugin_failed",
    "the entry's default export is no plugin: export default definePlugin(…), or an object with stage and process",
  );
}

/** An own function of a table of handlers: what it inherits, such as `constructor`, is none. */
export function handlerIn(table: unknown, name: string): Handler | undefined {
  if (typeof table !== "object" || table === null || !Object.hasOwn(table, name)) return undefined;
  const handler = (table as Readonly<Record<string, unknown>>)[name];
  return typeof handler === "function" ? (handler as Handler) : undefined;
}

/** Names of the functions in a table of handlers. */
export const handlerNames = (table: unknown): string[] =>
  typeof table === "object" && table !== null
    ? Object.keys(table).filter((name) => handlerIn(table, name) !== undefined)
    : [];
