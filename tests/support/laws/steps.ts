import type { Call } from "@aperture/aperture/control/operations/control-service";
import { ApertureError } from "@aperture/sdk";
import type fc from "fast-check";
import type { World } from "./world.ts";

export const asUser: Call = { actor: "user", isTrusted: true };
export const asPlugin: Call = { actor: "plugin:tidy", isTrusted: false };

/** What a sequence knows of itself. */
export interface Model {
  requests: number;
}

/** One step of a sequence; its name and arguments are what a counterexample shows. */
export class Step implements fc.AsyncCommand<Model, World> {
  readonly #name: string;
  readonly #run: (world: World) => Promise<unknown>;
  readonly #isSend: boolean;

  constructor(name: string, run: (world: World) => Promise<unknown>, isSend = false) {
    this.#name = name;
    this.#run = run;
    this.#isSend = isSend;
  }

  /** Nothing can be done to a conversation that has not begun. */
  check({ requests }: Readonly<Model>): boolean {
    return this.#isSend || requests > 0;
  }

  async run(model: Model, world: World): Promise<void> {
    if (this.#isSend) model.requests++;
    world.now += 500;
    try {
      await this.#run(world);
    } catch (error) {
      // Refusals with a reason are answers; a bug of ours is none.
      if (!ApertureError.is(error) || error.code === "internal") throw error;
      world.count(`refused: ${error.code}`);
    }
  }

  toString(): string {
    return this.#name;
  }
}

export function step<T>(
  name: string,
  values: fc.Arbitrary<T>,
  run: (world: World, value: T) => Promise<unknown> | unknown,
): fc.Arbitrary<Step> {
  return values.map((value) => {
    const asksNow = name === "applyPending" || (value as { apply?: string } | null)?.apply === "now";
    return new Step(`${name}(${JSON.stringify(value)})`, async (world) => {
      world.asksNow ||= asksNow;
      return run(world, value);
    });
  });
}
