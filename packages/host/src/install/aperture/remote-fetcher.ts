import type { Fetcher } from "tuf-js";
import { DownloadHTTPError } from "tuf-js/dist/error.js";
import type { ReadRemote, RemoteLimits } from "../remote/read-remote.ts";
import { refuseWebPage } from "../remote/refuse-web-page.ts";
import { SourceTrouble } from "../remote/source-trouble.ts";

interface FetcherParts {
  readonly base: string;
  readonly read: ReadRemote;
  readonly limits: RemoteLimits;
  readonly signal: AbortSignal | undefined;
}

/** The client wants an address; what stands behind it is read below the registry's own, which may be a folder. */
export const METADATA_BASE = "registry:/metadata";

/** How the TUF client reads: from folders too, bounded in bytes and time, in memory. */
export class RemoteFetcher implements Fetcher {
  readonly #parts: FetcherParts;
  /** Why the source could not be read: the client wraps that into sentences of its own. */
  trouble: SourceTrouble | null = null;

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  async downloadBytes(address: string, most: number): Promise<Buffer> {
    const path = address.slice("registry:/".length);
    const { base, read, limits, signal } = this.#parts;
    try {
      const bytes = await read(base, path, { most, ms: limits.fileMs, signal });
      refuseWebPage(bytes);
      return Buffer.from(bytes);
    } catch (error) {
      if (!(error instanceof SourceTrouble)) throw error;
      // How the client knows that a root is the newest one.
      if (error.status === 404 && path.endsWith(".root.json")) throw new DownloadHTTPError(error.message, 404);
      this.trouble ??= error;
      throw error;
    }
  }

  /** Only for the client's own downloads of targets, which go another way here. */
  downloadFile(): Promise<never> {
    return Promise.reject(new Error("files of a registry are read in memory"));
  }
}
