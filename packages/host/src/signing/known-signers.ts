import type { Signer } from "@aperture/sdk";
import { z } from "zod";
import { type PrivateFile, privateFile } from "../files/private-file.ts";

const fingerprint = z.string().regex(/^ed25519:[0-9a-f]{64}$/);
const SignersFile = z.strictObject({
  format: z.literal(1),
  /** As they were first written, with the key that is taken for theirs. */
  signers: z.array(z.strictObject({ name: z.string().max(200), fingerprint })).max(10_000),
});
type SignersFile = z.infer<typeof SignersFile>;

/** Names that people cannot tell apart are one name: case, width, ligatures, spaces around. */
const folded = (name: string): string =>
  name.normalize("NFKC").toLowerCase().normalize("NFKC").replaceAll(/\s+/g, " ").trim();

/** Trust on first use: which key signed under a name before. The file is read each time: another process may have written it. */
export class KnownSigners {
  readonly #file: PrivateFile;

  constructor(file: string) {
    this.#file = privateFile(file, { code: "signing_file_unsafe", most: 8 * 1_048_576 });
  }

  /** The key that is taken for this name's, or null. Throws `signing_file_unsafe`: a damaged file must not make everybody new. */
  of(name: string): string | null {
    return this.#read().signers.find((signer) => folded(signer.name) === folded(name))?.fingerprint ?? null;
  }

  /** `own` is this installation's fingerprint, or null where it has no key. */
  statusOf(name: string, key: string, own: string | null): Signer["status"] {
    if (key === own) return "own";
    const known = this.of(name);
    if (known === null) return "new";
    return known === key ? "known" : "changed";
  }

  /** From now on this key is the name's. */
  remember(name: string, key: string): void {
    const { signers } = this.#read();
    const same = signers.find((signer) => folded(signer.name) === folded(name));
    if (same?.fingerprint === key) return;
    const others = signers.filter((signer) => signer !== same);
    const file: SignersFile = { format: 1, signers: [...others, { name, fingerprint: fingerprint.parse(key) }] };
    this.#file.replace(`${JSON.stringify(file, null, 2)}\n`);
  }

  #read(): SignersFile {
    const text = this.#file.read();
    if (text === null) return { format: 1, signers: [] };
    try {
      return SignersFile.parse(JSON.parse(text));
    } catch {
      throw this.#file.unsafe("it is no list of signers");
    }
  }
}
