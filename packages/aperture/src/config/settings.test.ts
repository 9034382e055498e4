import { expect, test } from "vitest";
import { defaults } from "./defaults.ts";
import { settingValue } from "./setting-value.ts";
import { findSetting, settings } from "./settings.ts";

const config = { ...defaults, home: "/nowhere" };

test("every setting has a default, and every default passes its own check", () => {
  for (const setting of settings) {
    const value = settingValue(config, setting.key);
    expect(value, setting.key).toBeDefined();
    expect(setting.schema.parse(value), setting.key).toEqual(value);
  }
});

test("every leaf of the configuration but the home can be set", () => {
  const leaves = (value: object, path: string): string[] =>
    Object.entries(value).flatMap(([name, inner]) =>
      typeof inner === "object" && inner !== null ? leaves(inner, `${path}${name}.`) : [`${path}${name}`],
    );
  expect(leaves(defaults, "").sort()).toEqual(settings.map((setting) => setting.key).sort());
});

test("variables and flags are named once", () => {
  const names = settings.flatMap((setting) => [setting.env, setting.flag]).filter((name) => name !== undefined);
  expect(new Set(names).size).toBe(names.length);
  expect(findSetting("nothing")).toBeUndefined();
});

test("a key that names nothing, or an inherited member, has no value", () => {
  expect(settingValue(config, "upstreams.nobody")).toBeUndefined();
  expect(settingValue(config, "port.constructor")).toBeUndefined();
  expect(settingValue(config, "__proto__")).toBeUndefined();
});
