import type { GuestPort } from "../guest-port.ts";
import type { Json } from "../json.ts";
import type { Declared } from "./declared.ts";

/** `ctx.storage`: the plugin's own key-value store. Reading costs no crossing to the host; writes are kept when the call has ended well. */
export class Storage {
  readonly #port: () => GuestPort;
  readonly #declared: Declared;

  constructor(port: () => GuestPort, declared: Declared) {
    this.#port = port;
    this.#declared = declared;
  }

  /** What was kept, as a copy of its own; undefined where there is nothing. */
  get(key: string): Json | undefined {
    const value = this.#open().stored(key);
    return value === undefined ? undefined : (JSON.parse(value) as Json);
  }
  set(key: string, value: Json): void {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) throw new TypeError(`what is kept must be JSON, not ${typeof value}`);
    this.#open().store(key, json);
  }
  delete(key: string): void {
    this.#open().store(key, null);
  }
  keys(prefix = ""): string[] {
    return JSON.parse(this.#open().storedKeys(prefix)) as string[];
  }

  #open(): GuestPort {
    this.#declared.key("storage", '"256kb"');
    return this.#port();
  }
}
