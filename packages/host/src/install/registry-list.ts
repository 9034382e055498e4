import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type AddRegistry, ApertureError, type Registry } from "@aperture/sdk";
import { z } from "zod";
import { privateFile } from "../files/private-file.ts";
import { keptMetadataFile, readKeptMetadata } from "./aperture/kept-metadata.ts";
import type { RevokedList } from "./aperture/registry-files.ts";
import { isAddress } from "./remote/read-remote.ts";

/** The registry that comes with Aperture. */
export const BUNDLED = "bundled";

const Kept = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  url: z.string().max(2_000),
  kind: z.enum(["aperture", "npm"]),
  root: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});
export type KeptRegistry = z.infer<typeof Kept>;
const RegistriesFile = z.object({ format: z.literal(1), registries: z.array(Kept).max(100) });

/** `<home>/registries.json`: the registries that the user added, in that order; the bundled one stands before them. */
export class RegistryList {
  readonly #home: string;
  readonly #file: string;
  readonly #bundled: string;
  /** Why a registry could not be read when it was last asked. */
  readonly #troubles = new Map<string, string>();
  readonly #revoked = new Map<string, { readonly stamp: string; readonly revoked: RevokedList["revoked"] }>();

  constructor(home: string, bundled: string) {
    this.#home = home;
    this.#bundled = bundled;
    this.#file = join(home, "registries.json");
  }

  /** Throws `plugin_source_failed` where the file cannot be read: to pass registries over could find another package of the same name. */
  kept(): KeptRegistry[] {
    if (!existsSync(this.#file)) return [];
    try {
      return RegistriesFile.parse(JSON.parse(readFileSync(this.#file, "utf8"))).registries;
    } catch (error) {
      const reason = `${this.#file} is damaged; repair or remove it`;
      throw new ApertureError("plugin_source_failed", { registry: "the list of registries", reason }, { cause: error });
    }
  }

  all(): Registry[] {
    const root = this.bundledRoot();
    const trouble = root === null ? "it was not built: `npm run build:registry` makes it" : null;
    const bundled: Registry = { name: BUNDLED, url: this.#bundled, kind: "bundled", root, trouble };
    const others = this.kept().map((one) => ({ ...one, trouble: this.#troubles.get(one.name) ?? null }));
    return [{ ...bundled, trouble: trouble ?? this.#troubles.get(BUNDLED) ?? null }, ...others];
  }

  /** SHA-256 of the bundled registry's root, which stands beside it in the release; null where it was not built. */
  bundledRoot(): string | null {
    try {
      const text = readFileSync(`${this.#bundled}.root.json`, "utf8");
      return z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }).parse(JSON.parse(text)).sha256;
    } catch {
      return null;
    }
  }

  /** What a registry would be; nothing is kept. Throws `invalid_input`. */
  planned({ name, url, kind = "aperture", root }: AddRegistry): KeptRegistry {
    const invalid = (detail: string) => new ApertureError("invalid_input", { detail });
    const list = this.kept();
    if (name === BUNDLED || name === "npm" || list.some((one) => one.name === name))
      throw invalid(`name: there is a registry ${name} already`);
    if (list.length >= 100) throw invalid("there are 100 registries already");
    if (kind === "aperture" && root === undefined)
      throw invalid("root: without the SHA-256 of its root.json nothing proves who it is; its operator tells it");
    if (!isPlace(url, kind))
      throw invalid(`url: ${kind === "npm" ? "an http(s) address" : "an http(s) address or an absolute folder"}`);
    return { name, url, kind, root: kind === "aperture" ? root! : null };
  }

  add(registry: KeptRegistry): void {
    this.#write([...this.kept(), registry]);
  }

  /** Throws `invalid_input`. */
  remove(name: string): void {
    const list = this.kept();
    if (!list.some((one) => one.name === name)) {
      const names = list.map((one) => one.name).join(", ") || "none";
      throw new ApertureError("invalid_input", {
        detail:
          name === BUNDLED
            ? `${BUNDLED} comes with Aperture and stays`
            : `there is no registry ${name} (added: ${names})`,
      });
    }
    this.#write(list.filter((one) => one.name !== name));
    rmSync(keptMetadataFile(this.#home, name), { force: true });
  }

  /** What a registry took back, as it was last seen; nothing where it was removed. */
  keptRevoked(registry: string): RevokedList["revoked"] {
    const file = keptMetadataFile(this.#home, registry);
    // Asked for with each look at a plugin: read again when one of the two files is another one.
    const stamp = `${stampOf(this.#file)} ${stampOf(file)}`;
    const known = this.#revoked.get(registry);
    if (known?.stamp === stamp) return known.revoked;
    const root = this.kept().find(({ name }) => name === registry)?.root ?? null;
    const revoked = (root === null ? null : readKeptMetadata(file, root))?.revoked.revoked ?? [];
    this.#revoked.set(registry, { stamp, revoked });
    return revoked;
  }

  note(name: string, trouble: string | null): void {
    if (trouble === null) this.#troubles.delete(name);
    else this.#troubles.set(name, trouble);
  }

  #write(registries: readonly KeptRegistry[]): void {
    const file = privateFile(this.#file, { code: "signing_file_unsafe", most: 1_048_576 });
    file.replace(`${JSON.stringify({ format: 1, registries }, null, 2)}\n`);
  }
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs}/${stat.size}/${stat.ino}` : "";
}

/** Credentials in an address would be kept, shown and logged with it. */
function isPlace(url: string, kind: KeptRegistry["kind"]): boolean {
  if (!isAddress(url)) return kind === "aperture" && isAbsolute(url);
  return URL.canParse(url) && new URL(url).username === "" && new URL(url).password === "";
}
