import type { GuestPort } from "../guest-port.ts";

/** `ctx.log`: lines of `aperture plugin logs`. What is no string is written as JSON. */
export class Log {
  readonly #port: GuestPort;

  constructor(port: GuestPort) {
    this.#port = port;
  }

  debug(...parts: unknown[]): void {
    this.#port.log("debug", line(parts));
  }
  info(...parts: unknown[]): void {
    this.#port.log("info", line(parts));
  }
  warn(...parts: unknown[]): void {
    this.#port.log("warn", line(parts));
  }
  error(...parts: unknown[]): void {
    this.#port.log("error", line(parts));
  }
}

const line = (parts: readonly unknown[]): string => parts.map(say).join(" ");

function say(part: unknown): string {
  if (typeof part === "string") return part;
  if (part instanceof Error) return part.stack ? `${part.name}: ${part.message}\n${part.stack}` : String(part);
  try {
    return JSON.stringify(part) ?? String(part);
  } catch {
    // A circle, or a BigInt.
    return String(part);
  }
}
