import type { BodyCopy } from "./decode-body.ts";
import { asItCame, type Exchange, type FailureCode, type Verdict } from "./exchange.ts";

/**
 * An exchange that cannot hurt the proxy. What it throws is caught and counted, and it is left alone from then on. `body`
 * comes exactly once and before the last call; what is told while a compressed one is being decoded waits for it.
 */
export class Recording {
  readonly #onFailure: (error: unknown) => void;
  #exchange: Exchange | null;
  #bodyTold = false;
  #bodyPending = false;
  #held: (() => void)[] = [];
  #closed = false;

  constructor(exchange: Exchange | null, onFailure: (error: unknown) => void) {
    this.#exchange = exchange;
    this.#onFailure = onFailure;
  }

  get active(): boolean {
    return this.#exchange !== null;
  }

  /** True until the body was told, or is being decoded. */
  get wantsBody(): boolean {
    return this.active && !this.#bodyTold && !this.#bodyPending;
  }

  get governed(): boolean {
    return this.#exchange?.governed ?? false;
  }

  /** In place of `body`, before anything left. Where whoever decides fails, the bytes leave as they came. */
  async govern({ bytes, reason }: BodyCopy, signal: AbortSignal): Promise<Verdict> {
    const exchange = this.#exchange;
    if (exchange === null) return asItCame;
    this.#bodyTold = true;
    try {
      return await exchange.govern(bytes, reason, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      this.#exchange = null;
      this.#onFailure(error);
      return asItCame;
    }
  }

  #tell(call: (exchange: Exchange) => void): void {
    if (this.#exchange === null) return;
    try {
      call(this.#exchange);
    } catch (error) {
      this.#exchange = null;
      this.#onFailure(error);
    }
  }

  /** A promise where the copy is still being decoded: it must not reject. */
  body(copy: BodyCopy | Promise<BodyCopy>): void {
    if (this.#bodyTold || this.#bodyPending) return;
    if (copy instanceof Promise) {
      this.#bodyPending = true;
      void copy.then((decoded) => this.#tellBody(decoded));
    } else {
      this.#tellBody(copy);
    }
  }

  #tellBody({ bytes, reason }: BodyCopy): void {
    this.#bodyPending = false;
    this.#bodyTold = true;
    this.#tell((exchange) => exchange.body(bytes, reason));
    for (const call of this.#held.splice(0)) call();
  }

  /** Behind a body that is being decoded, else now. */
  #inOrder(call: () => void): void {
    if (this.#bodyPending) this.#held.push(call);
    else call();
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.#inOrder(() => this.#tell((exchange) => exchange.head(status, headers)));
  }

  chunk(bytes: Uint8Array): void {
    this.#inOrder(() => this.#tell((exchange) => exchange.chunk(bytes)));
  }

  end(): void {
    this.#close((exchange) => exchange.end());
  }

  fail(code: FailureCode, message: string): void {
    this.#close((exchange) => exchange.fail(code, message));
  }

  #close(call: (exchange: Exchange) => void): void {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#bodyTold && !this.#bodyPending) this.#tellBody({ bytes: null, reason: "incomplete" });
    this.#inOrder(() => {
      this.#tell(call);
      this.#exchange = null;
    });
  }
}
