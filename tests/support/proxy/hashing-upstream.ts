import { createHash } from "node:crypto";
import { startUpstream, type Upstream } from "./upstream-server.ts";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What arrived at the upstream. */
export interface Arrived {
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly size: number;
  readonly sha256: string;
}

/**
 * Keeps the hash of every body that arrives and sends the same bytes back: chunked, or with a Content-Length where the
 * request says `x-answer: sized`.
 */
export async function startHashingUpstream(): Promise<Upstream & { readonly arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
  const upstream = await startUpstream((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const { rawHeaders, url: target = "" } = request;
      arrived.push({ target, rawHeaders, size: bytes.length, sha256: sha256(bytes) });
      const encoding = request.headers["content-encoding"];
      if (encoding !== undefined) response.setHeader("content-encoding", encoding);
      if (request.headers["x-answer"] === "sized") response.setHeader("content-length", bytes.length);
      // In two writes: a body in one piece would get a length.
      response.write(bytes.subarray(0, bytes.length >> 1));
      response.end(bytes.subarray(bytes.length >> 1));
    });
  });
  return { ...upstream, arrived };
}
