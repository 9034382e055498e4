import { ApertureError, type CapabilityName, capabilityCalls } from "@aperture/sdk";
import type { Json } from "../border/calls.ts";
import type { CapabilityCall, LoadedPlugin } from "../border/runner.ts";
import type { GrantedIn, PluginServices } from "../border/services.ts";
import { CallRates } from "./call-rates.ts";
import type { Capability, CapabilityContext } from "./capability.ts";
import { type CapabilityParts, capabilityTable } from "./capability-table.ts";
import { readInput } from "./read-input.ts";
import { Slots } from "./slots.ts";

export interface CapabilitiesOptions {
  readonly plugin: Pick<LoadedPlugin, "id">;
  /** What the plugin may do in the work that it is at, by project: asked as each call begins. */
  readonly granted: () => GrantedIn;
  readonly services: PluginServices;
  /** A capability was used. */
  readonly used: (capability: string) => void;
  /** An event of a project for this plugin alone, such as `fs-changed`. */
  readonly deliver: CapabilityContext["deliver"];
  readonly log: CapabilityContext["log"];
  /** Epoch ms. */
  readonly now: () => number;
  /** Effects that tests replace. */
  readonly parts?: CapabilityParts;
}

export interface Capabilities {
  readonly call: CapabilityCall;
  /** Takes back everything it registered, and ends what is under way. */
  close(): void;
}

/** Calls of one plugin at once; more wait. */
const AT_ONCE = 16;
const WAITING = 256;

/**
 * What one running plugin may ask of the host. Each call: is there such a thing, is its input what it should be, was it granted in this project, not
 * too often; then it is done and noted as used. Rejects with `ApertureError`s alone, of which no message tells what the plugin may not know.
 */
export function createCapabilities({ plugin: { id: plugin }, ...options }: CapabilitiesOptions): Capabilities {
  const { services, used, now } = options;
  const ending = new AbortController();
  const { table, held } = capabilityTable(plugin, services, options.parts ?? {});
  const rates = new CallRates(plugin, now);
  const slots = new Slots({ plugin, capability: "calls", most: AT_ONCE, mostWaiting: WAITING });

  async function call(name: string, given: Json): Promise<Json> {
    if (!isName(name)) throw new ApertureError("capability_unknown", { plugin, capability: name.slice(0, 60) });
    const input = readInput(plugin, name, given);
    // By name alone the compiler cannot tell that this input is this capability's; `readInput` has made it so.
    const capability = table[name] as Capability<CapabilityName>;
    const project = capability.projectOf?.(input as never, services) ?? null;
    const granted = options.granted();
    const found = capability.needs(input as never, granted(project));
    if ("missing" in found) throw new ApertureError("permission_denied", { plugin, capability: found.missing });
    rates.take(name);
    for (const needed of found.needs) used(needed);
    const context: CapabilityContext = {
      ...options,
      granted,
      plugin,
      actor: `plugin:${plugin}`,
      closing: ending.signal,
      project,
    };
    return (await slots.run(ending.signal, () => capability.run(input as never, context))) as Json;
  }

  return {
    async call(name, input) {
      try {
        if (ending.signal.aborted) throw new ApertureError("plugin_gone", { plugin });
        return await call(name, input);
      } catch (error) {
        if (ApertureError.is(error)) throw error;
        if (ending.signal.aborted) throw new ApertureError("plugin_gone", { plugin });
        // Messages of the system name paths and addresses that are none of the plugin's business; the user's log may have them.
        options.log("error", `${name.slice(0, 60)} failed in the host: ${String(error).slice(0, 300)}`);
        throw new ApertureError("internal", { reason: `${name.slice(0, 60)} could not be done` });
      }
    },
    close() {
      ending.abort(new ApertureError("plugin_gone", { plugin }));
      for (const each of held) each.close();
    },
  };
}

const isName = (name: unknown): name is CapabilityName =>
  typeof name === "string" && Object.hasOwn(capabilityCalls, name);
