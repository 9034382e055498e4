import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlugin } from "./create-plugin.ts";
import { type TemplateName, templates } from "./templates.ts";

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "aperture-new-"));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

test.each(Object.keys(templates) as TemplateName[])("%s: every name is filled in", async (template) => {
  const folder = join(work, template);
  const files = await createPlugin({ name: "tidy-words", template, folder });
  const read = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(read("README.md")).toMatch(/^# Tidy words\n/);
  expect(JSON.parse(read("package.json"))).toMatchObject({ name: "tidy-words" });
  expect(JSON.parse(read("aperture.plugin.json"))).toMatchObject({ name: "tidy-words", title: "Tidy words" });
  const own = files.filter((file) => !file.startsWith("vendor/") && !file.startsWith("test/fixtures/"));
  expect(own.filter((file) => /\{\{|__[A-Z_]+__|\*\*[A-Z_]+\*\*/.test(read(file)))).toEqual([]);
});

test("a folder with something in it stays as it is; a name that no plugin can have is refused", async () => {
  writeFileSync(join(work, "mine.txt"), "mine");
  await expect(createPlugin({ name: "tidy", template: "js", folder: work })).rejects.toThrow(/is not empty/);
  await expect(createPlugin({ name: "../tidy", template: "js", folder: join(work, "x") })).rejects.toMatchObject({
    code: "usage_invalid",
  });
});
