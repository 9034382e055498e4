import type { Verdict } from "../verdicts.ts";
import { measureClassification } from "./classification.ts";
import { measureTrimming } from "./trimming.ts";

/** Something measured in this process: no sockets, no contenders, limits in milliseconds. */
export interface MicroResult {
  readonly name: string;
  readonly lines: readonly string[];
  readonly verdicts: readonly Verdict[];
}

export interface MicroCell {
  readonly name: string;
  readonly measure: () => MicroResult;
}

export const microCells: readonly MicroCell[] = [
  { name: "micro-trimming", measure: measureTrimming },
  { name: "micro-classification", measure: measureClassification },
];
