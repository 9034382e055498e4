import { LibraryKind } from "@aperture/sdk";
import type { Library } from "../library/contract.ts";
import type { Store } from "../store/contract.ts";

/** Whose key signed what is here under a name of a registry (`cost-label`, `preset/calm`); null where nobody's is known. */
export function knownPublisher(
  library: Pick<Library, "list">,
  { plugins }: Pick<Store, "plugins">,
  name: string,
): string | null {
  const [kind, item] = name.split("/");
  if (item === undefined) return plugins.get(name)?.provenance.publisher ?? null;
  const known = LibraryKind.safeParse(kind);
  if (!known.success) return null;
  const entry = library.list({ kind: known.data }).find((each) => each.name === item);
  return entry?.signer?.fingerprint ?? null;
}
