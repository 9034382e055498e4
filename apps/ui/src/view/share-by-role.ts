import type { Block, Role } from "@aperture/sdk";
import { allRoles } from "./place.ts";
import { sentTokens } from "./sent-tokens.ts";

export interface RoleShare {
  readonly role: Role;
  readonly tokens: number;
  readonly blocks: number;
  /** 0..1 of all tokens given. */
  readonly share: number;
}

/** Tokens by role in the order of the role list; roles without a block are left out. */
export function shareByRole(blocks: readonly Block[]): readonly RoleShare[] {
  const tokens = new Map<Role, number>();
  const counts = new Map<Role, number>();
  let total = 0;
  for (const block of blocks) {
    total += sentTokens(block);
    tokens.set(block.role, (tokens.get(block.role) ?? 0) + sentTokens(block));
    counts.set(block.role, (counts.get(block.role) ?? 0) + 1);
  }
  return allRoles
    .filter((role) => counts.has(role))
    .map((role) => {
      const own = tokens.get(role) ?? 0;
      return { role, tokens: own, blocks: counts.get(role) ?? 0, share: total > 0 ? own / total : 0 };
    });
}
