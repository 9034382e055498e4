import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type PluginFolder, pluginFolder } from "../testing/plugin-folder.ts";
import { readProject } from "./read-project.ts";

let folder: PluginFolder | undefined;
afterEach(() => folder?.remove());

test("a folder with a manifest", () => {
  folder = pluginFolder("fine", { "dist/plugin.js": "12345" });
  const project = readProject(folder.path);
  expect(project).toMatchObject({ folder: folder.path, manifest: { name: "fine", stages: [] } });
  expect(project.entryBytes()).toBe(5);
});

test("none, one that is no JSON, a wrong word, a later API: the place and what would do", () => {
  expect(() => readProject("/nowhere")).toThrow(expect.objectContaining({ code: "file_unreadable" }));
  folder = pluginFolder("wrong", {}, { stages: [{ at: "after_zones" }] });
  expect(() => readProject(folder!.path)).toThrow(/aperture\.plugin\.json at \/stages\/0\/at: .*after_zone/);
  folder.write({ "aperture.plugin.json": "{" });
  expect(() => readProject(folder!.path)).toThrow(expect.objectContaining({ code: "plugin_manifest_invalid" }));
  writeFileSync(join(folder.path, "aperture.plugin.json"), JSON.stringify({ name: "late", apiVersion: 9 }));
  expect(() => readProject(folder!.path)).toThrow(expect.objectContaining({ code: "plugin_api_unsupported" }));
});
