import { ApertureError, type PluginPermissions, type Role, type WriteField, type Zone } from "@aperture/sdk";
import { pluginOf } from "./plugin-of.ts";

/** Where a block stands: what the user's grants speak of. */
export interface Standing {
  readonly role: Role;
  readonly zone: Zone;
}

/** What a plugin may do in one project. */
export interface Scope {
  readonly actor: string;
  readonly granted: PluginPermissions;
}

/** Throws `permission_denied` with the capability that is missing. */
export function deny({ actor }: Pick<Scope, "actor">, capability: string): never {
  throw new ApertureError("permission_denied", { plugin: pluginOf(actor), capability });
}

/** Whether it may read texts of all roles and zones. */
export const readsEverything = ({ granted: { blocks } }: Scope): boolean =>
  blocks?.read === "content" && blocks.roles === undefined && blocks.zones === undefined;

/** Whether it may read this block's text. */
export const mayRead = (scope: Scope, block: Standing): boolean =>
  scope.granted.blocks?.read === "content" && isWithin(scope, block);

/** Throws where it may change no block in this way at all. */
export function checkWrites(scope: Scope, field: WriteField): void {
  if (!scope.granted.blocks?.write?.includes(field)) deny(scope, `blocks.write:${field}`);
}

/** Whether the block is of a role and in a zone that were granted. */
export function isWithin({ granted: { blocks } }: Scope, { role, zone }: Standing): boolean {
  return (blocks?.roles?.includes(role) ?? true) && (blocks?.zones?.includes(zone) ?? true);
}
