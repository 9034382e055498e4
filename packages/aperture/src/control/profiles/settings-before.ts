import { mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { JsonValue, LibraryName, PluginName } from "@aperture/sdk";
import { z } from "zod";
import { writeDurably } from "../../store/write-durably.ts";

const KeptSetting = z.object({
  preset: LibraryName,
  plugin: PluginName,
  path: z.string().max(200),
  /** What was set when the preset came; absent: nothing, the plugin's default counted. */
  before: JsonValue.optional(),
  /** What the preset set: where something else is set by now, somebody else said so since, and that stays. */
  after: JsonValue,
});
export type KeptSetting = z.infer<typeof KeptSetting>;
const Kept = z.object({ settings: z.array(KeptSetting) });

/** What presets set in plugins, and what was set before them: given back when they go. */
export interface SettingsBefore {
  all(): readonly KeptSetting[];
  write(settings: readonly KeptSetting[]): void;
}

/** A file of mode 0600. One that cannot be read gives nothing back: what is set stays, and that is said. */
export function createSettingsBefore(file: string, warn: (message: string, error?: unknown) => void): SettingsBefore {
  return {
    all() {
      try {
        return Kept.parse(JSON.parse(readFileSync(file, "utf8"))).settings;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT")
          warn(`${file} cannot be read: settings of plugins stay as presets set them`, error);
        return [];
      }
    },
    write(settings) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeDurably(file, `${JSON.stringify({ settings }, null, 2)}\n`);
    },
  };
}
