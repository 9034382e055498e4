import { expect, test } from "vitest";
import { blockFacts, requestFacts } from "./testing/facts.ts";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";

const fields: ManifestFields = {
  stages: [{ at: "after_zone", filter: { role: ["user"] }, onError: "block" }],
  permissions: { blocks: { read: "content", write: ["content"] }, staging: true },
};

async function hosted(grant: "all" | string[], of: ManifestFields = fields) {
  const at = await hostForTest();
  await installed(at, of, { grant });
  const stage = () => at.host.stagesAt("after_zone")[0]!;
  return {
    ...at,
    run: (project: string | null = null) => stage().run([blockFacts(1, { role: "user" })], requestFacts({ project })),
    runOther: () => stage().run([blockFacts(1)], requestFacts()),
    info: () => at.host.info("tidy"),
  };
}

test.each([[[]], [["staging"]], [["blocks.read:metadata"]], [["blocks.write:content"]]])(
  "a stage that protects and holds only %j refuses what its filter matches, and says what it needs",
  async (grant) => {
    const at = await hosted(grant);
    await expect(at.run()).rejects.toMatchObject({
      code: "permission_denied",
      message: expect.stringContaining("blocks.read:content"),
    });
    // It is not to blame.
    expect(at.info()).toMatchObject({
      state: "running",
      strikes: 0,
      warnings: [expect.stringContaining("read:content")],
    });
    expect(await at.runOther()).toBeNull();
  },
);

test("taken away in a project, it refuses there and in no other", async () => {
  const at = await hosted("all");
  const project = at.home;
  await at.host.update("tidy", { narrow: { project, without: ["blocks.read:content"] } });
  expect(await codeOf(at.run(`${project}/below`))).toBe("permission_denied");
  expect(await at.run("/work/b")).toMatchObject({ patch: [] });
  expect(at.info().warnings).toEqual([
    `it protects requests, and was not granted blocks.read:content in ${project}: what it would have to look after is not sent; ` +
      `\`aperture plugin grant tidy all --project ${project}\``,
  ]);
});

test("what is granted again is said no more, and works", async () => {
  const at = await hosted([]);
  expect((await at.host.update("tidy", { grant: "all" })).warnings).toEqual([]);
  expect(await at.run()).toMatchObject({ patch: [] });
});

test("what it may not write is said, too; what has nothing to do with blocks is not", async () => {
  const at = await hosted(["blocks.read:content"]);
  expect(at.info().warnings).toEqual([expect.stringContaining("was not granted blocks.write:content:")]);
  const all = await hosted(["blocks.read:content", "blocks.write:content"]);
  expect(all.info().warnings).toEqual([]);
});

test("one that does not protect goes on without, and nothing is said", async () => {
  const at = await hosted([], { ...fields, stages: [{ at: "after_zone", filter: { role: ["user"] } }] });
  expect(await at.run()).toBeNull();
  expect(at.info().warnings).toEqual([]);
});
