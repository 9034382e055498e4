import type { Logger } from "pino";
import { pino } from "pino";
import type { Config } from "../config/config.ts";
import type { RotatingFile } from "./rotating-file.ts";

/** Header names that carry a credential: by law 6 none of them is written down. */
const secretHeaders = [
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "x-goog-api-key",
  "api-key",
  "cookie",
  "set-cookie",
  "chatgpt-account-id",
];

/**
 * The log that everything in the program writes to. Nothing logs headers on purpose; should an error object or a caller
 * bring some along, their secrets are replaced at every depth that pino's paths can name.
 */
export function createLog(level: Config["logLevel"], target: Pick<RotatingFile, "write">): Logger {
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: redactedPaths(), censor: "[redacted]" },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => target.write(redactText(line)) },
  );
}

function redactedPaths(): string[] {
  const names = [...secretHeaders, "token", "apiKey"].map((name) => `["${name}"]`);
  return names.flatMap((name) => [name, `headers${name}`, `*${name}`, `*.headers${name}`, `*.*${name}`]);
}

/** Secrets inside texts, such as an upstream's error message that repeats the key it did not like. */
export function redactText(line: string): string {
  return line
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, "$1 [redacted]")
    .replace(/\b(sk|pk|rk|sess|key)-[A-Za-z0-9_-]{12,}/g, "$1-[redacted]")
    .replace(/\bAIza[A-Za-z0-9_-]{20,}/g, "[redacted]")
    .replace(/([?&#](?:key|api_key|token|code|access_token)=)[^&\s"]+/gi, "$1[redacted]");
}
