import { blockFacts, requestFacts } from "@aperture/host/host/testing/facts";
import { createNativeLanes } from "@aperture/host/native/native-lanes";
import { runHook, runTask } from "@aperture/sdk/plugin/guest/guest";
import type { Json } from "@aperture/sdk/plugin/json";
import { createPlainPort } from "@aperture/sdk/plugin/port/plain-port";
import type { Attack } from "../attack.ts";
import { weakCapability } from "./weak-capability.ts";
import { applyItem, type WeakState } from "./weak-state.ts";

/** Everything is declared by everybody, so that the guest's library refuses nothing. */
const permissions = {
  blocks: { read: "content", write: ["zone", "pin", "level", "content", "remove", "insert", "redact"] },
  ...{ staging: true, notes: true, request: ["model", "sampling"], storage: "64mb", net: ["*"], fs: {}, history: true },
  events: { emit: ["told", "flood", "large"] },
  secrets: ["OWN_KEY", "VAULT_KEY"],
} as const;

/** A plugin in the host's own realm, on the host's own thread, with no deadline: as many programs have them. What it answers. */
export async function runWeakScript(attack: Attack, source: string, state: WeakState): Promise<unknown> {
  const port = createPlainPort({
    manifest: JSON.stringify({ permissions, stages: [{ at: "after_zone", onError: "block" }] }),
    stored: state.stored as Map<string, Json>,
    quota: () => Number.POSITIVE_INFINITY,
    ask: async (capability, input) => (await weakCapability(capability, input, state)) as Json,
    log: (_level, message) => void state.said.push(message),
  });
  const blocks = Object.entries(state.request.blocks).map(([n, { role, text }]) =>
    blockFacts(Number(n), { role: role as "user", text: String(text) }),
  );
  const granted = { blocks: { read: "content" as const, write: [] } };
  let answer: unknown = null;
  try {
    const { default: plugin } = (await import(
      `data:text/javascript;base64,${Buffer.from(source).toString("base64")}`
    )) as { default: unknown };
    if (attack.via === "load") return null;
    if (attack.via === "stage") {
      port.begin(createNativeLanes().view(1, 1, blocks, granted), 1);
      runHook(plugin, "after_zone", port, JSON.stringify(requestFacts()), "{}");
    } else {
      const task = { kind: attack.via, name: "run", input: {}, request: { path: "/", query: {} } };
      answer = JSON.parse(await runTask(plugin, JSON.stringify(task), port, "{}")) as unknown;
    }
  } catch (error) {
    // What a plugin throws is an error, is it not?
    const { message } = error as Error;
    state.said.push(`${message}`);
    return null;
  }
  keep();
  return answer;

  function keep(): void {
    const outcome = port.end();
    state.texts.unshift(...outcome.texts);
    for (const item of outcome.items) applyItem(state, item as never);
    for (const [key, value] of outcome.written) {
      state.stored.set(key, value);
      if (key === "__proto__") Object.assign(Object.getPrototypeOf({}), value);
    }
  }
}
