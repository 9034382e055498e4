import { ApertureError, type CapabilityName } from "@aperture/sdk";
import { RateLimiter } from "../limits/rate-limiter.ts";

interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** What is stored, told to everyone or costs a process is held to a pace; the rest to one that only a loop reaches. */
const rates: readonly (readonly [RegExp, Rate])[] = [
  [/^events\./, { burst: 50, perSecond: 10 }],
  [/^(?:notes|staging)\./, { burst: 50, perSecond: 2 }],
  [/^blocks\./, { burst: 50, perSecond: 5 }],
  [/^storage\./, { burst: 200, perSecond: 50 }],
  [/^history\./, { burst: 30, perSecond: 3 }],
  [/^fs\.(?:list|watch)$/, { burst: 20, perSecond: 2 }],
  [/^speech\./, { burst: 5, perSecond: 0.2 }],
  [/^net\./, { burst: 60, perSecond: 10 }],
  // The loop that also relays answers them: a list of blocks takes it some milliseconds.
  [/^state\.(?!text)/, { burst: 40, perSecond: 10 }],
  [/./, { burst: 500, perSecond: 100 }],
];

/** How often one plugin calls. */
export class CallRates {
  readonly #plugin: string;
  readonly #limiters: readonly (readonly [RegExp, Rate, RateLimiter])[];
  constructor(plugin: string, now: () => number) {
    this.#plugin = plugin;
    this.#limiters = rates.map(([names, rate]) => [names, rate, new RateLimiter({ ...rate, now })]);
  }

  /** Throws `rate_exceeded`. */
  take(name: CapabilityName): void {
    const [, { perSecond }, limiter] = this.#limiters.find(([names]) => names.test(name))!;
    if (limiter.take()) return;
    throw new ApertureError("rate_exceeded", {
      plugin: this.#plugin,
      capability: name,
      limit: `${perSecond} a second`,
    });
  }
}
