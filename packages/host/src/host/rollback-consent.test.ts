import { expect, test } from "vitest";
import { hostForTest } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { testSources } from "./testing/sources.ts";
import type { TestHost } from "./testing/test-host.ts";

/** What a user took away or set since an update, when the version before comes back. */

const fields = (permissions: ManifestFields["permissions"], property = "limit"): ManifestFields => ({
  stages: [{ at: "after_zone" }],
  permissions: { blocks: { read: "content", write: ["level"] }, ...permissions },
  config: { type: "object", properties: { [property]: { type: "integer", default: 5 } } },
});
const net = ["bad.example"];

async function updated(old: ManifestFields, fresh: ManifestFields, more = {}): Promise<TestHost> {
  const at = await hostForTest({ sources: testSources({ "1.0.0": { fields: old }, "1.1.0": { fields: fresh } }) });
  await at.host.install({ spec: "tidy@1.0.0", grant: "all" });
  await at.host.install({ spec: "tidy@1.1.0", grant: "all", ...more });
  return at;
}
const granted = (at: TestHost) => at.services.store.get("tidy")?.granted;

test("what was taken away since the update stays away, there and back again", async () => {
  const at = await updated(fields({ net, notes: true }), fields({ net, notes: true }));
  await at.host.update("tidy", { grant: ["blocks.read:content", "blocks.write:level", "notes"] });
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(["blocks.read:content", "blocks.write:level", "notes"]);
  expect(at.runners.made.at(-1)?.permissions.net ?? []).toEqual([]);
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(["blocks.read:content", "blocks.write:level", "notes"]);
});

test("over a restart too, and by the automatic way, which is the same one", async () => {
  const first = await updated(fields({ net }), fields({ net }));
  await first.host.update("tidy", { grant: ["blocks.read:content"] });
  const at = await first.restart();
  await expect.poll(() => at.host.info("tidy").state).toBe("running");
  await at.host.rollback("tidy", { reason: "it failed" });
  expect(granted(at)).toEqual(["blocks.read:content"]);
  await at[Symbol.asyncDispose]();
});

test("what was given back since comes back", async () => {
  const at = await updated(fields({ net }), fields({ net }));
  await at.host.update("tidy", { grant: ["blocks.read:content"] });
  await at.host.update("tidy", { grant: "all" });
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(["blocks.read:content", "blocks.write:level", "net:bad.example"]);
});

test("what the newer one never asked for was not taken away", async () => {
  const at = await updated(fields({ net, notes: true }), fields({}));
  await at.host.rollback("tidy");
  expect(granted(at)).toContain("net:bad.example");
});

test("what was not granted to the newer one as it was installed was taken away", async () => {
  const grant = ["blocks.read:content"];
  const at = await updated(fields({ net }), fields({ net }), { grant });
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(grant);
  // And as the same content is installed once more, with less.
  const again = await updated(fields({ net }), fields({ net }));
  await again.host.install({ spec: "tidy@1.1.0", grant });
  await again.host.rollback("tidy");
  expect(granted(again)).toEqual(grant);
});

test.each([
  ["a part of what it held", ["*.example"], ["bad.example"]],
  ["more than what it held", ["bad.example"], ["*.example"]],
])("taken away was %s: none of it comes back", async (_, before, after) => {
  const at = await updated(fields({ net: before }), fields({ net: after }));
  await at.host.update("tidy", { grant: ["blocks.read:content", "blocks.write:level"] });
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(["blocks.read:content", "blocks.write:level"]);
});

test("texts that were taken away: it sees blocks without them", async () => {
  const at = await updated(fields({}), fields({}));
  await at.host.update("tidy", { grant: ["blocks.read:metadata", "blocks.write:level"] });
  await at.host.rollback("tidy");
  expect(granted(at)).toEqual(["blocks.read:metadata", "blocks.write:level"]);
});

test("settings of now, where the version before understands them; else those that it had, and that is said", async () => {
  const at = await updated(fields({}), fields({}));
  await at.host.update("tidy", { config: { limit: 9 } });
  expect(await at.host.rollback("tidy")).toMatchObject({ settings: { limit: 9 } });
  const other = await updated(fields({}), fields({}, "size"));
  await other.host.rollback("tidy");
  await other.host.update("tidy", { config: { limit: 7 } });
  await other.host.rollback("tidy");
  await other.host.update("tidy", { config: { size: 8 } });
  expect(await other.host.rollback("tidy", { reason: "so" })).toMatchObject({ settings: { limit: 7 } });
  const told = other.services.told.findLast(({ type }) => type === "plugin-rolled-back");
  expect(JSON.stringify(told)).toContain("so; it has the settings that it had, since");
  expect(
    other.host
      .logs("tidy", 50)
      .map(({ message }) => message)
      .join(),
  ).toContain("settings that it had before");
});
