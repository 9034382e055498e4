import type { Attack } from "../attack.ts";
import { escapes } from "./escapes.ts";
import { forgeries } from "./forgeries.ts";
import { memoryAndOutput } from "./memory.ts";
import { modules } from "./modules.ts";
import { othersData } from "./others-data.ts";
import { panels } from "./panels.ts";
import { pollution } from "./pollution.ts";
import { time } from "./time.ts";

/** Everything that a plugin may try, by kind. */
export const corpus = {
  time,
  memoryAndOutput,
  escapes,
  pollution,
  forgeries,
  othersData,
  panels,
  modules,
} as const satisfies Record<string, readonly Attack[]>;
export type Kind = keyof typeof corpus;

/** The attack of this name. */
export function attackNamed(name: string): Attack {
  const found = Object.values(corpus)
    .flat()
    .find((attack: Attack) => attack.name === name);
  if (!found) throw new Error(`there is no attack named ${name}`);
  return found;
}
