/** What an author's code is told, by name and with what would help. `code` is one of docs/errors/plugins.md. */
export class GuestError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "GuestError";
    this.code = code;
  }
}

/** Throws: the manifest does not ask for `permission`. `entry` is what would have to stand there. */
export function undeclared(permission: string, entry: string): never {
  throw new GuestError(
    "permission_denied",
    `this needs the permission ${permission}: add ${entry} to "permissions" in aperture.plugin.json`,
  );
}

/** Throws unless `value` is one of `allowed`. */
export function oneOf<T>(what: string, value: T, allowed: readonly T[]): T {
  if (allowed.includes(value)) return value;
  throw new TypeError(`${what} is ${say(value)}; allowed: ${allowed.map(say).join(", ")}`);
}

const say = (value: unknown): string => (typeof value === "string" ? `"${value}"` : String(value));
