import type { Config } from "./config.ts";

/** The value of a dotted key; undefined where there is none. */
export function settingValue(config: Config, key: string): unknown {
  let value: unknown = config;
  for (const name of key.split(".")) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined;
  }
  return value;
}
