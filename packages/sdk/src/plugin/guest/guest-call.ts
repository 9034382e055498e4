import type { GuestPort } from "../guest-port.ts";
import { type Declared, declaredBy } from "./declared.ts";
import { GuestError } from "./guest-error.ts";
import { TextRef } from "./text-ref.ts";

/** One call of a stage: what its views, lists and context share. Nothing of it works when the call is over. */
export class GuestCall {
  readonly hook: string;
  readonly records: Int32Array;
  readonly declared: Declared;
  readonly #port: GuestPort;
  readonly #requestJson: string;
  #request: { turn?: number; [key: string]: unknown } | undefined;
  #isOpen = true;

  constructor(port: GuestPort, hook: string, requestJson: string) {
    this.#port = port;
    this.hook = hook;
    this.records = port.records();
    this.declared = declaredBy(port);
    this.#requestJson = requestJson;
  }

  /** Throws when the call is over: a view kept for later would read another call's blocks. */
  get port(): GuestPort {
    if (!this.#isOpen) throw new GuestError("plugin_failed", "blocks, texts and ctx of a stage end with its call");
    return this.#port;
  }

  /** Facts about the request, read when they are first asked for. */
  get request(): { turn?: number; [key: string]: unknown } {
    this.#request ??= JSON.parse(this.#requestJson) as { turn?: number };
    return this.#request;
  }

  /** Records one thing that the plugin wants: one crossing of the border. */
  patch(item: Readonly<Record<string, unknown>>): void {
    this.port.patch(JSON.stringify(item));
  }

  end(): void {
    this.#isOpen = false;
  }
}

/** `text` or `ref` of a patch item. */
export function textFields(text: unknown): { text: string } | { ref: number } {
  if (text instanceof TextRef) return { ref: text.handle };
  if (typeof text === "string") return { text };
  throw new TypeError(`a text is wanted, not ${text === null ? "null" : typeof text}`);
}
