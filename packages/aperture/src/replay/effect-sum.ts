import { createHash } from "node:crypto";
import type { CacheRules } from "@aperture/engine/governor/prices";
import { inputPrice } from "@aperture/engine/insight/input-price";
import { byDifference, type ChangedBlock } from "@aperture/engine/replay/changed-blocks";
import type { ReplayedTurn } from "@aperture/engine/replay/replay-side";
import { promptTokens, type ReplayEffect, type ReplayTotals } from "@aperture/sdk";

/** Blocks that are shown. */
const SHOWN = 200;

/** An effect, and what shows that two replays sent the same. */
export interface ReplayOutcome {
  readonly effect: ReplayEffect;
  /** SHA-256 over every body that would have left, in order; hex. */
  readonly sentDigest: { readonly before: string; readonly after: string };
}

class Totals {
  #promptTokens = 0;
  #bill = 0;
  #usd: number | null = 0;
  readonly #digest = createHash("sha256");

  add({ usage, bill, body }: ReplayedTurn, rules: CacheRules): void {
    const size = usage ? promptTokens(usage) : 0;
    this.#promptTokens += size;
    this.#bill += bill;
    const price = inputPrice(bill, size, rules);
    this.#usd = this.#usd === null || price === null ? null : this.#usd + price;
    if (body) this.#digest.update(body);
  }

  get digest(): string {
    return this.#digest.copy().digest("hex");
  }

  get sum(): ReplayTotals {
    return { promptTokens: this.#promptTokens, bill: this.#bill, usd: this.#usd };
  }
}

/** Sums what two plans did to the same requests. */
export class EffectSum {
  readonly #before = new Totals();
  readonly #after = new Totals();
  readonly #sessions = new Set<string>();
  readonly #blocks: ChangedBlock[] = [];
  readonly #ms: number[] = [];
  #requests = 0;
  #invalid = 0;
  #refused = 0;
  #leftOut = 0;

  /** `ms`: of the plan that is asked about. */
  add(session: string, before: ReplayedTurn, after: ReplayedTurn, facts: { rules: CacheRules; ms: number }): void {
    this.#sessions.add(session);
    this.#requests++;
    this.#ms.push(facts.ms);
    if (before.body === null || after.body === null) {
      this.#refused++;
      return;
    }
    this.#before.add(before, facts.rules);
    this.#after.add(after, facts.rules);
  }

  invalid(): void {
    this.#invalid++;
  }

  blocks(found: readonly ChangedBlock[]): void {
    this.#blocks.push(...found);
  }

  leftOut(requests: number): void {
    this.#leftOut += requests;
  }

  /** `notes`: what else has to be said of it. */
  outcome(notes: readonly string[] = []): ReplayOutcome {
    const before = this.#before.sum;
    const after = this.#after.sum;
    const blocks = this.#blocks.sort(byDifference);
    const effect: ReplayEffect = {
      sessions: [...this.#sessions],
      requests: this.#requests,
      before,
      after,
      billChange: change(before.bill, after.bill),
      tokenChange: change(before.promptTokens, after.promptTokens),
      blocks: blocks.slice(0, SHOWN),
      changedBlocks: blocks.length,
      invalid: this.#invalid,
      p50: median(this.#ms),
      estimated: true,
      basis: this.#basis(notes),
    };
    return { effect, sentDigest: { before: this.#before.digest, after: this.#after.digest } };
  }

  #basis(notes: readonly string[]): string {
    const requests = `${this.#requests} recorded ${this.#requests === 1 ? "request" : "requests"}`;
    const sessions = `${this.#sessions.size} ${this.#sessions.size === 1 ? "session" : "sessions"}`;
    const rest = [
      this.#refused > 0 ? `${this.#refused} would have been refused and are billed on neither side` : "",
      this.#leftOut > 0 ? `${this.#leftOut} too large for it are left out` : "",
      ...notes,
    ].filter(Boolean);
    return [
      `Worked out from ${requests} of ${sessions}, written anew in Anthropic's form from the blocks that are kept, with the provider's published cache rules`,
      ...rest,
    ].join("; ");
  }
}

const change = (before: number, after: number): number => (before === 0 ? 0 : after / before - 1);

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
