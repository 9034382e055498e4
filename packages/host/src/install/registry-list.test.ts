import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RegistryList } from "./registry-list.ts";

let home: string;
let list: RegistryList;
const root = "a".repeat(64);
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-registries-"));
  list = new RegistryList(home, join(home, "bundled"));
});
afterEach(() => rmSync(home, { recursive: true }));

test("the bundled one first, then the others as they were added; kept for nobody else to read", () => {
  writeFileSync(join(home, "bundled.root.json"), JSON.stringify({ sha256: root }));
  list.add(list.planned({ name: "team", url: "https://example.org/registry", root }));
  list.add(list.planned({ name: "public", url: "https://example.org/npm", kind: "npm" }));
  expect(new RegistryList(home, join(home, "bundled")).all()).toEqual([
    { name: "bundled", url: join(home, "bundled"), kind: "bundled", root, trouble: null },
    { name: "team", url: "https://example.org/registry", kind: "aperture", root, trouble: null },
    { name: "public", url: "https://example.org/npm", kind: "npm", root: null, trouble: null },
  ]);
  expect(statSync(join(home, "registries.json")).mode & 0o777).toBe(0o600);
  list.remove("team");
  expect(list.kept().map(({ name }) => name)).toEqual(["public"]);
});

test("troubles are told until they pass", () => {
  list.add(list.planned({ name: "team", url: home, root }));
  list.note("team", "it is down");
  expect(list.all()[1]?.trouble).toBe("it is down");
  list.note("team", null);
  expect(list.all()[1]?.trouble).toBeNull();
});

test.each(["", "{}", '{"sha256":"abc"}', "null"])("a bundled root of %j is none", (text) => {
  writeFileSync(join(home, "bundled.root.json"), text);
  expect(list.bundledRoot()).toBeNull();
  expect(list.all()[0]?.trouble).toContain("build:registry");
});

describe("what is refused", () => {
  test.each<[string, Parameters<RegistryList["planned"]>[0], string]>([
    ["no root", { name: "team", url: "https://example.org" }, "nothing proves who it is"],
    ["a folder for npm", { name: "team", url: "/srv/npm", kind: "npm" }, "an http(s) address"],
    ["a relative folder", { name: "team", url: "srv", root }, "absolute folder"],
    ["a user in the address", { name: "team", url: "https://me@example.org", root }, "http(s) address"],
    ["no address at all", { name: "team", url: "http://", root }, "http(s) address"],
    ["the bundled one's name", { name: "bundled", url: "/srv", root }, "already"],
    ["npm's own name", { name: "npm", url: "https://example.org", kind: "npm" }, "already"],
  ])("%s", (_, registry, reason) => {
    expect(() => list.planned(registry)).toThrow(reason);
    expect(list.kept()).toEqual([]);
  });

  test("removing what is not there, or what stays", () => {
    expect(() => list.remove("team")).toThrow("there is no registry team (added: none)");
    expect(() => list.remove("bundled")).toThrow("comes with Aperture");
  });

  test("a damaged list is not taken for an empty one", () => {
    list.add(list.planned({ name: "team", url: home, root }));
    const file = join(home, "registries.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"kind": "aperture"', '"kind": "other"'));
    expect(() => list.all()).toThrow(/repair or remove it/);
    expect(() => list.add({ name: "b", url: home, kind: "aperture", root })).toThrow(/repair or remove it/);
  });
});
