import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { ownKey } from "@aperture/host/signing/own-key";
import { ApertureError, type ExportedPack, ExportPack } from "@aperture/sdk";
import { writePack } from "./archive/write-pack.ts";
import type { Packs } from "./contract.ts";
import { collectItems } from "./export/collect-items.ts";
import { checkPublisher } from "./import/check-publisher.ts";
import { importPack } from "./import/import-pack.ts";
import type { PackOptions } from "./pack-options.ts";
import { findLeak } from "./scan/find-leak.ts";
import { findPrivate } from "./scan/find-private.ts";

/** `person`: the user of this process, where nobody says otherwise. */
export type NewPacks = Omit<PackOptions, "signersFile" | "plugins" | "person"> &
  Partial<Pick<PackOptions, "plugins" | "person">>;

export function createPacks(given: NewPacks): Packs {
  const options: PackOptions = {
    ...given,
    signersFile: join(given.home, "known-signers.json"),
    plugins: given.plugins ?? (() => []),
    person: given.person ?? { home: homedir(), user: userName() },
  };
  return {
    export: async (input) => exportPack(input, options),
    import: (input) => importPack(input, options),
  };
}

function exportPack(given: ExportPack, options: PackOptions): ExportedPack {
  const { items: named, note, publisher, project = null } = ExportPack.parse(given);
  checkPublisher({ publisher, note });
  for (const [item, text] of Object.entries({ note, publisher })) {
    const leak = findLeak(text, options.person);
    if (leak) throw new ApertureError("pack_secret", { item: `the ${item}`, shape: leak.what, line: leak.line });
  }
  const { items, added } = collectItems(named, options, project);
  const key = ownKey(options.home);
  const createdAt = new Date(options.now()).toISOString();
  const { bytes, manifest } = writePack({ note, publisher, createdAt, items }, key);
  return {
    pack: bytes.toString("base64"),
    filename: `${named[0]!.name}.aperture-pack`,
    fingerprint: key.fingerprint,
    items: manifest.items,
    added: [...added],
    warnings: [
      ...Object.entries({ note, publisher }).map(([item, text]) => ({ item: `the ${item}`, text })),
      ...items.map(({ kind, name, text }) => ({ item: `${kind} ${name}`, text })),
    ].flatMap(({ item, text }) => findPrivate(text).map((trace) => ({ item, ...trace }))),
  };
}

/** Null where the system knows no name: a container's user without an entry. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
