import type { GrantedIn, PluginServices } from "@aperture/host/host/services";
import type { PatchEffect } from "./patch-intents.ts";

export interface EffectOwner {
  readonly plugin: string;
  /** `session-1` */
  readonly session: string;
  readonly granted: GrantedIn;
}

type Services = Pick<PluginServices, "stage" | "unstage" | "note" | "operate" | "emit">;

/**
 * Does what a patch wants beside blocks, in its order, each by itself: what cannot be done is told, and the rest goes on. A value that must
 * not leave is written down before the request is decided upon.
 */
export async function carryEffects(
  effects: readonly PatchEffect[],
  owner: EffectOwner,
  services: Services,
): Promise<string[]> {
  const failed: string[] = [];
  for (const effect of effects) {
    try {
      await carry(effect, owner, services);
    } catch (error) {
      failed.push(`${effect.op}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

async function carry(
  effect: PatchEffect,
  { plugin, session, granted }: EffectOwner,
  services: Services,
): Promise<void> {
  const actor = `plugin:${plugin}`;
  switch (effect.op) {
    case "stage": {
      const { op: _op, ...item } = effect;
      await services.stage(actor, { session, ...item }, granted);
      return;
    }
    case "unstage":
      await services.unstage(actor, { session, key: effect.key });
      return;
    case "note": {
      const block = effect.block === null ? undefined : `block-${effect.block}`;
      await services.note(actor, { session, text: effect.text, ...(block ? { block } : {}) }, granted);
      return;
    }
    case "emit":
      services.emit("plugin-event", {
        sessionId: session,
        plugin,
        name: `${plugin}/${effect.event}`,
        data: effect.data,
      });
      return;
    case "redact": {
      const { block, text, reason } = effect;
      const values = { ids: [`block-${block}`], values: [text], dryRun: false, ...(reason ? { reason } : {}) };
      await services.operate(actor, "blocks.redact", values, granted);
      return;
    }
  }
}
