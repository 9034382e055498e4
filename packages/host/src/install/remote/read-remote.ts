import { readInside } from "./read-inside.ts";
import { refuseWebPage } from "./refuse-web-page.ts";
import { SourceTrouble } from "./source-trouble.ts";

export interface RemoteLimits {
  /** Milliseconds for one file, from asking to its last byte. */
  readonly fileMs: number;
  /** The same for a package's archive. */
  readonly archiveMs: number;
}

export const remoteLimits: RemoteLimits = { fileMs: 20_000, archiveMs: 120_000 };

export interface ReadRemoteOptions {
  /** More bytes than these are an error. */
  readonly most: number;
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  readonly accept?: string;
}

/** Bytes of a file below a registry's folder or address. Throws SourceTrouble; `status` 404 where there is none. */
export type ReadRemote = (base: string, path: string, options: ReadRemoteOptions) => Promise<Uint8Array>;

const MOST_REDIRECTS = 3;

export const isAddress = (base: string): boolean => /^https?:\/\//i.test(base);

/** Reads folders and http(s) addresses. `fetch` is asked for what comes over the network. */
export function createReadRemote(fetch: typeof globalThis.fetch): ReadRemote {
  return async (base, path, options) => {
    if (!isAddress(base)) return readInside(base, path, options.most);
    const address = path === "" ? new URL(base) : new URL(path, base.endsWith("/") ? base : `${base}/`);
    return overNetwork(fetch, address, options);
  };
}

async function overNetwork(
  fetch: typeof globalThis.fetch,
  first: URL,
  { most, ms, signal, accept = "*/*" }: ReadRemoteOptions,
): Promise<Uint8Array> {
  // One deadline for everything: a server that sends a byte a second is never idle, and never done.
  const deadline = AbortSignal.timeout(ms);
  const ends = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    let address = first;
    for (let hops = 0; ; hops++) {
      const answer = await fetch(address, {
        redirect: "manual",
        signal: ends,
        // Packed answers are counted unpacked all the same; archives are compared by their own bytes.
        headers: { accept, "accept-encoding": "identity", "user-agent": "aperture" },
      });
      const next = redirect(answer, address);
      if (!next) return await bodyOf(answer, most);
      await answer.body?.cancel();
      if (hops === MOST_REDIRECTS) throw new SourceTrouble("it sends from one address to the next, again and again");
      address = next;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SourceTrouble) throw error;
    if (deadline.aborted) throw new SourceTrouble(`it took longer than ${Math.ceil(ms / 1_000)} s`, null, error);
    throw new SourceTrouble(networkReason(error), null, error);
  }
}

function redirect(answer: Response, from: URL): URL | null {
  const to = answer.headers.get("location");
  if (answer.status < 300 || answer.status > 399 || to === null) return null;
  const next = URL.canParse(to, from) ? new URL(to, from) : null;
  // From https to http anybody on the way could answer; to anything else, it is no registry.
  if (next?.protocol !== from.protocol && !(from.protocol === "http:" && next?.protocol === "https:"))
    throw new SourceTrouble("it sends to an address of another kind", answer.status);
  return next;
}

async function bodyOf(answer: Response, most: number): Promise<Uint8Array> {
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new SourceTrouble(`it answers with HTTP ${answer.status}`, answer.status);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the body.
    if (bytes > most) refuseWebPage(chunks[0] ?? chunk);
    if (bytes > most) throw new SourceTrouble(`it sends more than ${most} bytes where no more belong`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers at its address",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the connection was cut",
  ENOTFOUND: "its name is not known; is there a network?",
  EAI_AGAIN: "its name cannot be looked up; is there a network?",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
};

function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  return words[code] ?? `the network failed (${code || (cause instanceof Error ? cause.message : String(cause))})`;
}
