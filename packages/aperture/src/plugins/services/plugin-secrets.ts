import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
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
  const file = join(home, "plugin-secrets.json");

  function load(): Map<string, Map<string, string>> {
    const text = readSafely(file);
    if (text === undefined) return new Map();
    try {
      return new Map(Secrets.parse(JSON.parse(text)).map(([plugin, values]) => [plugin, new Map(values)]));
    } catch {
      // Its own message might quote a value.
      throw unsafe(file, "it cannot be read");
    }
  }

  function save(secrets: ReadonlyMap<string, ReadonlyMap<string, string>>): void {
    const pairs = [...secrets].flatMap(([plugin, values]) => (values.size > 0 ? [[plugin, [...values]]] : []));
    const text = JSON.stringify(pairs);
    if (text.length > LARGEST) throw unsafe(file, "it would grow too large");
    const draft = `${file}.${randomBytes(6).toString("hex")}`;
    try {
      mkdirSync(home, { recursive: true, mode: 0o700 });
      // `wx`: a planted link or file of that name is refused, not followed.
      writeFileSync(draft, `${text}\n`, { flag: "wx", mode: 0o600, flush: true });
      renameSync(draft, file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw unsafe(file, `it cannot be written (${codeOf(error)})`);
    }
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

/** The opened file is checked, not the path: what was checked is what is read. */
function readSafely(file: string): string | undefined {
  let handle: number;
  try {
    // O_NOFOLLOW refuses a planted link; O_NONBLOCK keeps a planted pipe from holding us for ever.
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw unsafe(file, codeOf(error) === "ELOOP" ? "it is a symbolic link" : `it cannot be opened (${codeOf(error)})`);
  }
  try {
    const facts = fstatSync(handle);
    if (!facts.isFile()) throw unsafe(file, "it is no regular file");
    if (process.getuid && facts.uid !== process.getuid()) throw unsafe(file, `it belongs to user ${facts.uid}`);
    if (process.getuid && (facts.mode & 0o077) !== 0)
      throw unsafe(file, `its mode is ${(facts.mode & 0o777).toString(8).padStart(4, "0")}`);
    if (facts.size > LARGEST * 4) throw unsafe(file, "it is too large");
    return readFileSync(handle, "utf8");
  } finally {
    closeSync(handle);
  }
}

const unsafe = (file: string, reason: string): ApertureError => new ApertureError("secrets_unsafe", { file, reason });

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);
