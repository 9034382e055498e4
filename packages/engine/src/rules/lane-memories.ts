import type { CompiledRules } from "./compiled-rule.ts";
import { LaneMemory } from "./lane-memory.ts";
import type { TemplateDuties } from "./template-duties.ts";

/** Blocks, and places of them in rules' lists, that are remembered of all lanes together: some 20 MB at worst. */
const MOST = 200_000;

interface Kept {
  readonly rules: CompiledRules | null;
  readonly template: TemplateDuties | null;
  readonly memory: LaneMemory;
}

/** The memory of each lane, the ones used last. Other rules begin anew: what they ask for again is known to whoever takes it down. */
export class LaneMemories {
  readonly #lanes = new Map<number, Kept>();

  /** Selectors in the order of the memory's matches: rules, the template's rules, its requirements. */
  of(lane: number, rules: CompiledRules | null, template: TemplateDuties | null): LaneMemory {
    const known = this.#lanes.get(lane);
    this.#lanes.delete(lane);
    const kept = known?.rules === rules && known.template === template ? known : begin(rules, template);
    this.#lanes.set(lane, kept);
    return kept.memory;
  }

  /** Forgets the lanes that were used longest ago, while too much is remembered. The newest stays. */
  bound(): void {
    let size = 0;
    for (const { memory } of this.#lanes.values()) size += memory.size;
    for (const [lane, { memory }] of this.#lanes) {
      if (size <= MOST || this.#lanes.size === 1) return;
      size -= memory.size;
      this.#lanes.delete(lane);
    }
  }
}

const begin = (rules: CompiledRules | null, template: TemplateDuties | null): Kept => ({
  rules,
  template,
  memory: new LaneMemory([
    ...(rules?.rules ?? []).map(({ select }) => select),
    ...(template?.rules ?? []).map(({ select }) => select),
    ...(template?.requires ?? []).map(({ select }) => select),
  ]),
});
