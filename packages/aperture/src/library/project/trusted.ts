import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { writeDurably } from "../../store/write-durably.ts";

const Trusted = z.object({ folders: z.record(z.string(), z.object({ digest: z.string(), at: z.string() })) });

/** Which folders the user trusts, and what exactly: the digest of all that was there. */
export interface TrustedFolders {
  /** Real paths. */
  folders(): string[];
  digest(folder: string): string | null;
  set(folder: string, digest: string | null): void;
}

/** `trusted.json`, 0600. One that cannot be read trusts nothing: it fails closed, and says so. */
export function createTrusted(file: string, now: () => number, warn: (text: string) => void): TrustedFolders {
  let known: z.infer<typeof Trusted>["folders"] | null = null;
  const read = () => (known ??= readTrusted(file, warn));
  return {
    folders: () => Object.keys(read()),
    digest: (folder) => (Object.hasOwn(read(), folder) ? read()[folder]!.digest : null),
    set(folder, digest) {
      const { [folder]: _, ...others } = read();
      const folders = digest === null ? others : { ...others, [folder]: { digest, at: new Date(now()).toISOString() } };
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeDurably(file, `${JSON.stringify({ folders }, null, 2)}\n`);
      chmodSync(file, 0o600);
      known = folders;
    },
  };
}

function readTrusted(file: string, warn: (text: string) => void): z.infer<typeof Trusted>["folders"] {
  try {
    return Trusted.parse(JSON.parse(readFileSync(file, "utf8"))).folders;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    warn(`${file} cannot be read: no project is trusted until it can`);
    return {};
  }
}
