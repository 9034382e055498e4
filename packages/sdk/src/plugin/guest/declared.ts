import type { GuestPort } from "../guest-port.ts";
import { undeclared } from "./guest-error.ts";

/** The parts of a manifest that the guest's side looks at. */
interface ManifestPart {
  readonly stages?: readonly { readonly at?: string; readonly onError?: string }[];
  readonly permissions?: {
    readonly blocks?: { readonly read?: string; readonly write?: readonly string[] };
    readonly events?: { readonly emit?: readonly string[] };
    readonly request?: readonly string[];
    readonly secrets?: readonly string[];
    readonly [key: string]: unknown;
  };
}

/** What a manifest declares: each function throws `permission_denied` where it does not. */
export class Declared {
  readonly #manifest: ManifestPart;

  constructor(manifest: string) {
    this.#manifest = JSON.parse(manifest) as ManifestPart;
  }

  /** A whole key of `permissions`. */
  key(name: string, entry: string): void {
    const value = this.#permissions[name];
    if (value === undefined || value === false) undeclared(name, `"${name}": ${entry}`);
  }

  mayRead(): boolean {
    return this.#permissions.blocks?.read === "content";
  }

  write(field: string): void {
    if (!this.#permissions.blocks?.write?.includes(field))
      undeclared(`blocks.write:${field}`, `"blocks": { "write": ["${field}"] }`);
  }

  emit(event: string): void {
    if (!this.#permissions.events?.emit?.includes(event))
      undeclared(`events.emit:${event}`, `"events": { "emit": ["${event}"] }`);
  }

  request(field: string): void {
    if (!this.#permissions.request?.includes(field)) undeclared(`request:${field}`, `"request": ["${field}"]`);
  }

  secret(name: string): void {
    if (!this.#permissions.secrets?.includes(name)) undeclared(`secrets:${name}`, `"secrets": ["${name}"]`);
  }

  /** Whether the stage at this hook must not be passed by: `onError: "block"`. */
  blocks(hook: string): boolean {
    return this.#manifest.stages?.some((stage) => stage.at === hook && stage.onError === "block") ?? false;
  }

  get #permissions(): NonNullable<ManifestPart["permissions"]> {
    return this.#manifest.permissions ?? {};
  }
}

const known = new WeakMap<GuestPort, Declared>();

/** Read once for a port: a manifest does not change while its plugin runs. */
export function declaredBy(port: GuestPort): Declared {
  let declared = known.get(port);
  if (!declared) {
    declared = new Declared(port.declared());
    known.set(port, declared);
  }
  return declared;
}
