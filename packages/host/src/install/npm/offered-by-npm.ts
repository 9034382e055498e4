import { ApertureError } from "@aperture/sdk";
import type pacote from "pacote";
import { z } from "zod";
import { refuseWebPage } from "../remote/refuse-web-page.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";
import type { SourceParts } from "../source-parts.ts";

export interface NpmQuestion {
  readonly name: string;
  readonly range: string | null;
  /** Name or address; absent: the first npm registry that the user added, else npm's own. */
  readonly registry?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface NpmOffer {
  readonly version: string;
  /** Address of the archive. */
  readonly resolved: string;
  /** `sha512-<base64>` */
  readonly integrity: string;
  readonly publishedAt: string | null;
  /** As errors and provenance call the registry. */
  readonly registry: string;
}

/** Bytes of a packument: some have thousands of versions, none of a plugin's. */
const MOST = 20 * 1_048_576;

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  _resolved: z.url({ protocol: /^https?$/ }),
  _integrity: z.string(),
  _time: z.iso.datetime().optional(),
});

/** The version that an npm registry offers. Throws `plugin_unavailable`, `plugin_source_failed`, `plugin_verification_failed`. */
export async function offeredByNpm(parts: SourceParts, question: NpmQuestion): Promise<NpmOffer> {
  const { name, range } = question;
  const { label, address } = registryOf(parts, question.registry);
  const { default: client } = await import("pacote");
  try {
    const found = await client.manifest(`${name}@${range ?? "latest"}`, {
      ...(address === null ? {} : { registry: address }),
      fullMetadata: true,
      ignoreScripts: true,
      packumentCache: new BoundedPackuments(parts, question),
    });
    return { ...offerOf(found, name), registry: label };
  } catch (error) {
    question.signal?.throwIfAborted();
    throw told(error, name, range, label);
  }
}

/**
 * The client keeps packuments in a map, and reads them without any bound where it finds none there. It always finds one here: what the
 * registry answers, bounded in bytes and time, about this name. The client's keys are `full:<address>`.
 */
class BoundedPackuments extends Map<string, pacote.Packument> {
  readonly #parts: SourceParts;
  readonly #question: NpmQuestion;

  constructor(parts: SourceParts, question: NpmQuestion) {
    super();
    this.#parts = parts;
    this.#question = question;
  }

  override has(): boolean {
    return true;
  }

  /** It is awaited there. */
  override get(key: string): pacote.Packument {
    return this.#read(key.slice(key.indexOf(":") + 1)) as unknown as pacote.Packument;
  }

  async #read(address: string): Promise<unknown> {
    const { read, limits } = this.#parts;
    const { name, signal } = this.#question;
    const bytes = await read(address, "", { most: MOST, ms: limits.fileMs, signal, accept: "application/json" });
    refuseWebPage(bytes);
    const packument = parsed(bytes);
    if (packument.name !== name) throw new OtherName(packument.name);
    return packument;
  }
}

class OtherName extends Error {}

const Packument = z.looseObject({ name: z.string(), versions: z.record(z.string(), z.looseObject({})) });

function parsed(bytes: Uint8Array): z.infer<typeof Packument> {
  try {
    return Packument.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (error) {
    throw new SourceTrouble("what it answers is no packument, or cut short", null, error);
  }
}

function offerOf(manifest: unknown, name: string): Omit<NpmOffer, "registry"> {
  const read = Manifest.safeParse(manifest);
  const sha512 = read.data?._integrity.split(/\s+/).find((hash) => /^sha512-[A-Za-z0-9+/]{86}==$/.test(hash));
  if (!read.success) throw new SourceTrouble("it names no archive of this version");
  if (read.data.name !== name) throw new OtherName(read.data.name);
  const { version, _resolved, _time } = read.data;
  if (sha512 === undefined)
    throw new ApertureError("plugin_verification_failed", {
      name: `${name} ${version}`,
      reason: "the registry names no SHA-512 of its archive",
    });
  return { version, resolved: _resolved, integrity: sha512, publishedAt: _time ?? null };
}

function registryOf({ list }: SourceParts, asked: string | undefined): { label: string; address: string | null } {
  const known = list.kept().filter(({ kind }) => kind === "npm");
  if (asked === undefined) return known[0] ? { label: known[0].name, address: known[0].url } : NPM;
  if (asked === NPM.label) return NPM;
  const found = known.find(({ name, url }) => name === asked || url === asked);
  if (found) return { label: found.name, address: found.url };
  if (URL.canParse(asked) && /^https?:$/.test(new URL(asked).protocol) && new URL(asked).password === "")
    return { label: asked, address: asked };
  const reason = "no npm registry of this name is known, and it is no http(s) address";
  throw new ApertureError("plugin_source_unknown", { spec: asked.slice(0, 200), reason });
}

/** The client knows the address of npm's own registry. */
const NPM = { label: "npm", address: null } as const;

function told(error: unknown, name: string, range: string | null, registry: string): Error {
  if (ApertureError.is(error)) return error;
  const { code } = error as { code?: unknown };
  const missing = error instanceof SourceTrouble ? error.status === 404 : code === "ETARGET" || code === "ENOVERSIONS";
  if (missing) {
    const asked = `npm:${name}${range === null ? "" : `@${range}`}`;
    return new ApertureError(
      "plugin_unavailable",
      { name: asked, registries: registry, nearest: "" },
      { cause: error },
    );
  }
  if (error instanceof OtherName)
    return new ApertureError("plugin_verification_failed", {
      name,
      reason: `what ${registry} says of it is about ${error.message.slice(0, 100)}`,
    });
  const reason = error instanceof Error ? error.message.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, 300) : String(error);
  return new ApertureError("plugin_source_failed", { registry, reason }, { cause: error });
}
