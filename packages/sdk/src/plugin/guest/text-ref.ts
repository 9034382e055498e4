import type { GuestPort } from "../guest-port.ts";

/**
 * A text that was made beside the guest and stays there: it can be set as a block's content, searched and replaced in without ever
 * entering the guest. `toString` brings it over.
 */
export class TextRef {
  readonly #port: () => GuestPort;
  /** Negative. */
  readonly handle: number;

  constructor(port: () => GuestPort, handle: number) {
    this.#port = port;
    this.handle = handle;
  }

  /** UTF-16 units. */
  get length(): number {
    return this.#port().lengthOf(this.handle);
  }

  toString(): string {
    return this.#port().textOf(this.handle);
  }

  toJSON(): string {
    return this.toString();
  }
}
