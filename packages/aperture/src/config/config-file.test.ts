import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configPath, leavesOf, readConfigFile, writeConfigKey } from "./config-file.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-config-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("writing one key keeps comments, order, unknown keys and quoting", () => {
  const file = configPath(home);
  const text = `# my gateway\nupstreams:\n  anthropic: "https://gw.example" # not the public one\n\ntheme: dark # for later\nmode: observe\n`;
  writeFileSync(file, text);
  writeConfigKey(file, "mode", "manual");
  writeConfigKey(file, "upstreams.openai", "https://gw.example/openai");
  expect(readFileSync(file, "utf8")).toBe(
    `# my gateway\nupstreams:\n  anthropic: "https://gw.example" # not the public one\n  openai: https://gw.example/openai\n\ntheme: dark # for later\nmode: manual\n`,
  );
});

test("a new file and its folder are for the user alone, and no draft stays behind", () => {
  const folder = join(home, "new");
  writeConfigKey(configPath(folder), "port", 5500);
  expect(readFileSync(configPath(folder), "utf8")).toBe("port: 5500\n");
  expect(statSync(configPath(folder)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readdirSync(folder)).toEqual(["config.yml"]);
});

test("a file of comments keeps them", () => {
  writeFileSync(configPath(home), "# only words\n");
  writeConfigKey(configPath(home), "port", 1);
  expect(readFileSync(configPath(home), "utf8")).toContain("# only words");
  expect(leavesOf(readConfigFile(configPath(home)))).toEqual([["port", 1]]);
});

test("a broken file is not overwritten", () => {
  writeFileSync(configPath(home), "port: [1");
  expect(() => writeConfigKey(configPath(home), "port", 1)).toThrow("cannot be read");
  expect(readFileSync(configPath(home), "utf8")).toBe("port: [1");
});

test("leaves carry dotted keys; lists and aliases are leaves", () => {
  writeFileSync(configPath(home), "a: &x 1\nb:\n  c: [1, 2]\n  d: *x\n");
  expect(leavesOf(readConfigFile(configPath(home))).map(([key]) => key)).toEqual(["a", "b.c", "b.d"]);
});
