import { plainMessage } from "../border/plain-message.ts";
import { RateLimiter } from "../limits/rate-limiter.ts";
import type { HostFrame } from "./host-frame.ts";
import { noSecrets, type SecretMask } from "./secret-mask.ts";
import type { PluginLogLine } from "./services.ts";

const LINES = { burst: 200, perSecond: 50 };
/** UTF-16 units of a line. */
const LONGEST = 2_000;
const WAIT_MS = 100;

/** What a plugin says: bounded, one commit for many lines, and never in a request's way. */
export class PluginLog {
  readonly #id: string;
  readonly #frame: HostFrame;
  readonly #mask: () => SecretMask;
  readonly #limiter: RateLimiter;
  #waiting: PluginLogLine[] = [];
  #cancel: (() => void) | null = null;
  #isClosed = false;

  /** `mask`: made once for the lines that are kept together. */
  constructor(id: string, frame: HostFrame, mask: () => SecretMask = () => noSecrets) {
    this.#id = id;
    this.#frame = frame;
    this.#mask = mask;
    this.#limiter = new RateLimiter({ ...LINES, now: frame.now });
  }

  line(level: PluginLogLine["level"], message: string): void {
    if (this.#isClosed) return;
    if (!this.#limiter.take()) return;
    const dropped = this.#limiter.takeDropped();
    if (dropped > 0) this.#add("warn", `${dropped} lines were dropped: it says more than can be kept`);
    this.#add(level, plainMessage(message, LONGEST));
  }

  /** The newest, newest last. */
  newest(limit: number): PluginLogLine[] {
    this.flush();
    return this.#frame.services().store.logs(this.#id, limit);
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const lines = this.#waiting;
    this.#waiting = [];
    if (lines.length === 0) return;
    try {
      const mask = this.#mask();
      for (const line of lines)
        this.#frame.services().store.log(this.#id, { ...line, message: mask.text(line.message) });
    } catch (error) {
      this.#frame.log("warn", `the log of ${this.#id} could not be kept: ${(error as Error).message}`);
    }
  }

  /** Nothing is kept any more: what was removed leaves no line behind. */
  close(): void {
    this.flush();
    this.#isClosed = true;
  }

  #add(level: PluginLogLine["level"], message: string): void {
    this.#waiting.push({ at: this.#frame.now(), level, message });
    this.#cancel ??= this.#frame.after(WAIT_MS, () => this.flush());
  }
}
