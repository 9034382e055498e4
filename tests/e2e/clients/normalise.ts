import { gunzipSync, zstdDecompressSync } from "node:zlib";
import type { SeenRequest } from "../../support/upstreams/upstream.ts";

/** What the clients make up anew in every run. Everything else must be the same. */
const random: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>"],
  [/\b(ses|msg|prt|evt|tool|wrk|toolu|call)_[0-9A-Za-z]{18,}/g, "<id>"],
  [/\b[0-9a-f]{64}\b/g, "<hash>"],
  [/\b[0-9a-f]{32}\b/g, "<hash>"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<date>"],
  [/\b1[78]\d{11}\b/g, "<ms>"],
  [/\b1[78]\d{8}(\.\d+)?\b/g, "<s>"],
  [/\b\d+(\.\d+)?( ?ms| seconds| s)\b/g, "<time>"],
  [/duration_ms: \d+/g, "duration_ms: <time>"],
  [/_1[78]\d{11}_/g, "_<ms>_"],
  [/127\.0\.0\.1:\d+/g, "<origin>"],
  // Claude Code's billing line carries a hash of the message's characters and a per-run part.
  [/\bcch=[0-9a-f]+/g, "cch=<hash>"],
  [/\ba[0-9a-f]{16}\b/g, "<agent>"],
];

export function normalise(text: string): string {
  return random.reduce((out, [pattern, name]) => out.replace(pattern, name), text);
}

/** Method, target and body of a request, comparable between runs. */
export function normalisedRequest(request: SeenRequest): string {
  const encoding = request.headers["content-encoding"];
  const body =
    encoding === "zstd"
      ? zstdDecompressSync(request.body)
      : encoding === "gzip"
        ? gunzipSync(request.body)
        : request.body;
  const text = body.toString("utf8").replace(clientMetadata, sortMembers);
  return `${request.method} ${normalise(request.target)}\n${normalise(text)}`;
}

/** Codex writes this member from a hash map: its keys come in another order in every process. */
const clientMetadata = /(?<="client_metadata":)\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}/;

function sortMembers(json: string): string {
  const members = Object.entries(JSON.parse(json) as object).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(Object.fromEntries(members));
}
