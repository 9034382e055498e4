import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ApertureError, capabilitiesOf, PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import { grantsOf } from "./grants.ts";
import { narrowedBy } from "./narrowed-by.ts";
import { manifestOf } from "./testing/plugin-folder.ts";
import { projectForTest } from "./testing/test-project.ts";

const manifest = PluginManifest.parse(
  manifestOf({
    permissions: { notes: true, net: ["a.test"], panel: true, serve: true, storage: "1mb", schedule: "1m" },
  }),
);
const granted = capabilitiesOf(manifest.permissions);

function refused(project: string, without: string[]): string {
  try {
    narrowedBy(manifest, {}, { project, without });
    return "nothing";
  } catch (error) {
    return ApertureError.is(error) ? `${error.code}: ${error.message}` : String(error);
  }
}

test.each(["panel", "serve", "storage:1mb", "schedule:1m"])(
  "%s belongs to no project: said, with what works",
  async (capability) => {
    expect(refused(await projectForTest(), ["notes", capability])).toBe(
      `invalid_input: narrow: ${capability} belongs to no project and cannot be taken away in one; take it away everywhere (\`aperture plugin grant tidy --without ${capability}\`)`,
    );
  },
);

test("a folder that is not there, or is a file, is refused: it would match nothing", async () => {
  const folder = await projectForTest();
  await writeFile(join(folder, "file"), "");
  for (const project of [join(folder, "nowhere"), join(folder, "file")])
    expect(refused(project, ["notes"])).toMatch(/^invalid_input: narrow: there is no folder .*name the folder/);
});

test("a link is the folder that it leads to, whichever of the two sessions name", async () => {
  const folder = await projectForTest();
  await mkdir(join(folder, "real"));
  await symlink(join(folder, "real"), join(folder, "link"));
  const narrowed = narrowedBy(manifest, {}, { project: join(folder, "link"), without: ["net:a.test"] });
  expect(narrowed).toEqual({ [join(folder, "real")]: ["net:a.test"] });
  const inProject = grantsOf(manifest, { granted, narrowed });
  for (const name of ["real", "link"]) expect(inProject(join(folder, name)).net).toBeUndefined();
  expect(inProject(folder).net).toEqual(["a.test"]);
  expect(narrowedBy(manifest, narrowed, { project: join(folder, "link"), without: [] })).toEqual({});
});

test("one that was kept by a link's name holds for its folder; a link that comes later is followed", async () => {
  const folder = await projectForTest();
  await mkdir(join(folder, "real"));
  await symlink(join(folder, "real"), join(folder, "link"));
  const inProject = grantsOf(manifest, { granted, narrowed: { [join(folder, "link")]: ["notes"] } });
  expect(inProject(join(folder, "real")).notes).toBeUndefined();
  expect(inProject(join(folder, "later")).notes).toBe(true);
  await symlink(join(folder, "real"), join(folder, "later"));
  expect(inProject(join(folder, "later")).notes).toBeUndefined();
});

test("a folder that is gone can be given back, and one that was moved away stays narrowed by its name", async () => {
  const folder = await projectForTest();
  await mkdir(join(folder, "a"));
  const project = join(folder, "a");
  const narrowed = narrowedBy(manifest, {}, { project, without: ["notes"] });
  await rename(project, join(folder, "b"));
  expect(grantsOf(manifest, { granted, narrowed })(project).notes).toBeUndefined();
  await rm(join(folder, "b"), { recursive: true });
  expect(narrowedBy(manifest, narrowed, { project, without: [] })).toEqual({});
});
