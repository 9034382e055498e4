import { canaries, type World } from "../attack.ts";

type Table = Record<string, unknown>;

/** What a weak host has: everything of everybody in one place, in reach of whoever asks. */
export interface WeakState {
  readonly world: World;
  /** The request: texts by block, and what plugins add to it. */
  readonly request: { blocks: Record<string, Table>; [field: string]: unknown };
  readonly secrets: Map<string, string>;
  readonly stored: Map<string, unknown>;
  readonly said: string[];
  readonly events: { name: string; data: unknown }[];
  /** Texts kept for all plugins, by number. */
  readonly texts: string[];
  readonly damage: string[];
}

export const createWeakState = (world: World): WeakState => ({
  world,
  request: {
    blocks: {
      1: { role: "user", text: "Read the files one by one." },
      2: { role: "tool_use", text: "{}" },
      3: { role: "tool_result", text: canaries.block },
    },
  },
  secrets: new Map([["vault/VAULT_KEY", canaries.secret]]),
  stored: new Map([["vault", canaries.stored]]),
  said: [],
  events: [],
  texts: Array.from({ length: 64 }, () => canaries.memory),
  damage: [],
});

/** The merge that every second program has: it follows whatever it is given. */
export function merge(into: Table, from: unknown): void {
  for (const [key, value] of Object.entries(from as Table)) {
    if (typeof value === "object" && value !== null) {
      into[key] ??= {};
      merge(into[key] as Table, value);
    } else into[key] = value;
  }
}

/** A change is done as it comes. */
export function applyItem(state: WeakState, item: Table & { readonly ref?: number }): void {
  const { request, texts } = state;
  const text = item.ref === undefined ? {} : { text: texts[-1 - item.ref] };
  const { op, event, data } = item as { op: string; event: string; data: unknown };
  if (op === "emit") {
    const kept = {};
    merge(kept, data);
    state.events.push({ name: event, data: kept });
    return;
  }
  if (op === "refuse") request.refused = `refused: ${String(item.reason)}`;
  for (const block of (item.blocks as unknown[] | undefined) ?? [item.block ?? op]) {
    const name = String(block);
    if (op === "remove") delete request.blocks[name];
    else {
      request.blocks[name] ??= {};
      merge(request.blocks[name], { ...item, ...text });
      if (name === "__proto__") merge(Object.getPrototypeOf(request.blocks) as Table, item);
    }
  }
}
