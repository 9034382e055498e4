import type { BudgetState, ContextHealth, Hold, Ledger, Pending, SessionControl } from "@aperture/sdk";
import type { ControlClient } from "@aperture/sdk/control-client";
import { Latest } from "./latest.svelte.ts";

export type ConditionClient = Pick<
  ControlClient,
  "pending" | "budget" | "health" | "ledger" | "session" | "holds" | "setSession" | "setBudget"
>;

/** How the shown session stands: what waits, how full and how healthy it is, what it cost, who may change it. */
export class Condition {
  readonly pending = new Latest<Pending>();
  readonly budget = new Latest<BudgetState>();
  readonly health = new Latest<ContextHealth>();
  readonly ledger = new Latest<Ledger>();
  readonly control = new Latest<SessionControl>();
  readonly holds = new Latest<readonly Hold[]>();
  readonly #client: ConditionClient;
  #session: string | undefined;

  constructor(client: ConditionClient) {
    this.#client = client;
  }

  /** The hold that is armed or holds a request; the request's before the armed one's. */
  get hold(): Hold | undefined {
    const open = this.holds.value ?? [];
    return open.find(({ state }) => state === "held") ?? open.find(({ state }) => state === "armed");
  }

  /** Changes that wait and go with the next request as things stand. */
  get next(): readonly string[] {
    return this.pending.value?.next ?? [];
  }

  /** Never rejects: what cannot be read says so itself. */
  async load(session: string): Promise<void> {
    if (session !== this.#session) this.forget();
    this.#session = session;
    await Promise.all([
      this.pending.read(() => this.#client.pending({ session })),
      this.budget.read(() => this.#client.budget(session)),
      this.health.read(() => this.#client.health(session)),
      this.ledger.read(() => this.#client.ledger(session)),
      this.control.read(() => this.#client.session(session)),
      this.holds.read(async () => (await this.#client.holds({ session })).holds),
    ]);
  }

  forget(): void {
    this.#session = undefined;
    for (const each of [this.pending, this.budget, this.health, this.ledger, this.control, this.holds]) each.forget();
  }
}
