import { ApertureError } from "@aperture/sdk";
import { plainMessage } from "../../border/plain-message.ts";
import type { GuestFaultCode } from "./messages.ts";

/** What a call is, for its errors. */
export interface CallName {
  readonly plugin: string;
  /** Hook or kind of task. */
  readonly stage: string;
}

/** The catalogue's error for what became of a call. `limit`: ms of a timeout, bytes of memory. */
export function pluginTrouble(
  { plugin, stage }: CallName,
  code: GuestFaultCode,
  reason: string,
  limit: number,
): ApertureError {
  const shown = code === "plugin_out_of_memory" ? Math.round((limit / 1_048_576) * 10) / 10 : limit;
  return new ApertureError(code, { plugin, stage, limit: shown, reason: plainMessage(reason) });
}

export const pluginGone = (plugin: string) => new ApertureError("plugin_gone", { plugin });
