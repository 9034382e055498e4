import type { LookupFunction } from "node:net";
import { Client, type Dispatcher } from "undici";

/** Bytes of an answer that are kept. */
export const MOST_ANSWER = 1_048_576;

export interface SentRequest {
  readonly url: URL;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array | null;
  /** What was checked: it is connected to this address and no other, whatever the name leads to by now. */
  readonly address: { readonly address: string; readonly family: number };
  readonly signal: AbortSignal;
}

export interface SentAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
  readonly truncated: boolean;
}

/**
 * One request on a connection of its own, to an address that was looked at. No pool: a kept connection would be one to an address that was
 * allowed before the user took that away.
 */
export async function sendOnce({ url, method, headers, body, address, signal }: SentRequest): Promise<SentAnswer> {
  const lookup: LookupFunction = (_hostname, options, done) => {
    if (options.all) done(null, [{ address: address.address, family: address.family }]);
    else done(null, address.address, address.family);
  };
  const client = new Client(url.origin, {
    connect: { lookup, timeout: 60_000, autoSelectFamily: false },
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: 32_768,
    headersTimeout: 60_000,
    bodyTimeout: 60_000,
  });
  try {
    const answer = await client.request({ path: `${url.pathname}${url.search}`, method, headers, body, signal });
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk.subarray(0, MOST_ANSWER - bytes));
      bytes += chunk.length;
      if (bytes > MOST_ANSWER) break;
    }
    const { statusCode: status, headers: got } = answer;
    return { status, headers: got, body: Buffer.concat(chunks), truncated: bytes > MOST_ANSWER };
  } finally {
    await client.destroy();
  }
}
