import { join } from "node:path";
import { privateFile } from "@aperture/host/files/private-file";
import { z } from "zod";

/** Plugin → name → value. Arrays of pairs, not objects: a plugin may be named `constructor`. */
const Secrets = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.string()]))]));

/** Bytes of the file: 100 plugins with 20 secrets each of 10,000 characters would be more; nobody has those. */
const LARGEST = 4_000_000;

/** What users stored for their plugins: one file beside the database, not in it, so that no copy or export of that holds one. */
export interface PluginSecrets {
  /** Null where the user stored none. Throws `secrets_unsafe`. */
  read(plugin: string, name: string): string | null;
  set(plugin: string, name: string, value: string): void;
  /** False where there was none. */
  remove(plugin: string, name: string): boolean;
  /** Names, never values. */
  names(plugin: string): string[];
  removeAll(plugin: string): void;
}

/** `plugin-secrets.json` of a home, mode 0600. Read anew with every call: nothing of it stays in memory that a dump would show. */
export function createPluginSecrets(home: string): PluginSecrets {
  const file = privateFile(join(home, "plugin-secrets.json"), {
    code: "secrets_unsafe",
    most: LARGEST * 4,
    tooLarge: "it is too large",
  });

  function load(): Map<string, Map<string, string>> {
    const text = file.read();
    if (text === null) return new Map();
    try {
      return new Map(Secrets.parse(JSON.parse(text)).map(([plugin, values]) => [plugin, new Map(values)]));
    } catch {
      // Its own message might quote a value.
      throw file.unsafe("it cannot be read");
    }
  }

  function save(secrets: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
    const pairs = [...secrets].flatMap(([plugin, values]) => (values.size > 0 ? [[plugin, [...values]]] : []));
    const text = JSON.stringify(pairs);
    if (text.length > LARGEST) throw file.unsafe("it would grow too large");
    file.replace(`${text}\n`);
  }

  return {
    read: (plugin, name) => load().get(plugin)?.get(name) ?? null,
    set(plugin, name, value) {
      const secrets = load();
      secrets.set(plugin, (secrets.get(plugin) ?? new Map()).set(name, value));
      save(secrets);
    },
    remove(plugin, name) {
      const secrets = load();
      const was = secrets.get(plugin)?.delete(name) ?? false;
      if (was) save(secrets);
      return was;
    },
    names: (plugin) => [...(load().get(plugin)?.keys() ?? [])].sort(),
    removeAll(plugin) {
      const secrets = load();
      if (secrets.delete(plugin)) save(secrets);
    },
  };
}
