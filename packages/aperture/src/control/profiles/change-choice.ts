import { ApertureError, type LibraryKind } from "@aperture/sdk";
import type { SessionProfile } from "../../library/contract.ts";
import type { Chosen } from "./chosen.ts";

export function withItem(chosen: Chosen, kind: LibraryKind, name: string): Chosen {
  if (kind === "preset") return { ...chosen, preset: name };
  if (kind === "template") return { ...chosen, template: name };
  return chosen.rules.includes(name) ? chosen : { ...chosen, rules: [...chosen.rules, name] };
}

/**
 * What came from the project or the configuration is not taken away there: this session goes without it. Throws `not_found` where it is not in
 * force.
 */
export function withoutItem(
  chosen: Chosen,
  now: Pick<SessionProfile, "preset" | "templateName">,
  kind: LibraryKind,
  name: string,
): Chosen {
  if (kind === "rule") return { ...chosen, rules: chosen.rules.filter((rule) => rule !== name) };
  const inForce = kind === "preset" ? now.preset : now.templateName;
  if (inForce !== name) throw new ApertureError("not_found", { what: `${kind} in this session`, id: name });
  const isOwn = kind === "preset" ? chosen.preset === name : chosen.template === name;
  return { ...chosen, [kind]: isOwn ? undefined : "none" };
}
