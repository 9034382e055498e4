import { initial } from "./001-initial.ts";
import { control } from "./002-control.ts";
import { plugins } from "./003-plugins.ts";
import { distribution } from "./004-distribution.ts";

/** Schema changes in order; `PRAGMA user_version` is the number of those done. Append only. */
export const migrations: readonly string[] = [initial, control, plugins, distribution];
