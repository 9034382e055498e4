import type { CapabilityName } from "@aperture/sdk";
import type { PluginServices } from "../border/services.ts";
import type { Capability, Held } from "./capability.ts";
import { emit } from "./emit.ts";
import { list } from "./files/list.ts";
import { read } from "./files/read.ts";
import { createWatch } from "./files/watch.ts";
import type { GitParts } from "./history/git.ts";
import { createHistory } from "./history/history.ts";
import { createFetch, type FetchParts } from "./net/fetch.ts";
import { note } from "./notes.ts";
import { operate } from "./operate.ts";
import { secret } from "./secrets.ts";
import { Slots } from "./slots.ts";
import { transcribe } from "./speech.ts";
import { stage, unstage } from "./staging.ts";
import { state } from "./state.ts";
import { createStorage } from "./storage.ts";

/** Effects that tests replace. */
export interface CapabilityParts {
  readonly fetch?: FetchParts;
  readonly git?: GitParts;
}

export type CapabilityTable = { readonly [Name in CapabilityName]: Capability<Name> };

/** Everything that a plugin may ask of the host, and what is to be closed with it. */
export function capabilityTable(
  plugin: string,
  services: PluginServices,
  parts: CapabilityParts,
): { readonly table: CapabilityTable; readonly held: readonly Held[] } {
  const watch = createWatch();
  // Files are read on four threads that everything else needs too: no plugin has more than two of them.
  const files = new Slots({ plugin, capability: "fs", most: 2, mostWaiting: 256 });
  const inTurn = <Name extends CapabilityName>(capability: Capability<Name>): Capability<Name> => ({
    ...capability,
    run: (input, context) => files.run(context.closing, () => capability.run(input, context)),
  });
  const table: CapabilityTable = {
    "storage.write": createStorage(plugin, services.store),
    "net.fetch": createFetch(plugin, parts.fetch),
    "fs.read": inTurn<"fs.read">(read),
    "fs.list": inTurn<"fs.list">(list),
    "fs.watch": watch,
    ...createHistory(plugin, parts.git),
    "secrets.get": secret,
    "speech.transcribe": transcribe,
    ...state,
    ...operate,
    "staging.stage": stage,
    "staging.unstage": unstage,
    "notes.add": note,
    "events.emit": emit,
  };
  return { table, held: [watch] };
}
