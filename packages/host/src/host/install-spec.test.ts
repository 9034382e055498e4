import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PluginAudit, PluginInspection } from "@aperture/sdk";
import { expect, test } from "vitest";
import { codeOf, hostForTest, installed } from "./testing/installed-plugin.ts";
import type { ManifestFields } from "./testing/plugin-folder.ts";
import { PUBLISHER, testSources } from "./testing/sources.ts";

const asks: ManifestFields = {
  permissions: { notes: true, net: ["a.example"] },
  config: { type: "object", properties: { limit: { type: "integer" } } },
};
const sources = () =>
  testSources({
    "1.0.0": { fields: asks },
    "1.1.0": { fields: { ...asks, permissions: { ...asks.permissions, history: true } }, changelog: "More history." },
    "2.0.0": { fields: { permissions: { notes: true } } },
  });

test("inspected by name, it says where from, who signed it, and what it asks for beyond", async () => {
  const at = await hostForTest({ sources: sources() });
  const first = await at.host.inspect({ spec: "tidy@1.0.0" });
  expect(PluginInspection.parse(first)).toEqual(first);
  expect(first).toMatchObject({
    provenance: { spec: "tidy@1.0.0", kind: "aperture", publisher: PUBLISHER },
    signer: { fingerprint: PUBLISHER },
    diff: null,
  });
  await at.host.install({ spec: "tidy@1.0.0", grant: ["notes"], integrity: first.integrity });
  expect(await at.host.inspect({ spec: "tidy@1.1.0" })).toMatchObject({
    installed: "1.0.0",
    diff: { added: [{ capability: "history" }], widens: true },
  });
  expect(await readdir(join(at.home, "plugins", "tidy"))).toHaveLength(1);
});

test("settings that no longer fit are said, and kept", async () => {
  const at = await hostForTest({ sources: sources() });
  await at.host.install({ spec: "tidy@1.0.0", grant: "all" });
  await at.host.update("tidy", { config: { limit: 3 } });
  expect((await at.host.inspect({ spec: "tidy@2.0.0" })).warnings.join()).toMatch(/limit.*what you set is kept/);
  const info = await at.host.install({ spec: "tidy@2.0.0", grant: "all" });
  expect(info).toMatchObject({ state: "running", config: {}, settings: { limit: 3 } });
  expect((await at.host.inspect({ spec: "tidy@1.0.0" })).warnings.join()).toContain("older than 2.0.0");
  expect((await at.host.audit()).findings.map(({ code }) => code)).toContain("settings-unfit");
});

test("exactly one address, and nothing where nobody has it", async () => {
  const at = await hostForTest({ sources: sources() });
  expect(await codeOf(at.host.install({ grant: "all" }))).toBe("invalid_input");
  expect(await codeOf(at.host.install({ spec: "tidy", path: "/x", grant: "all" }))).toBe("invalid_input");
  expect(await codeOf(at.host.install({ path: "/x", registry: "y", grant: "all" }))).toBe("invalid_input");
  expect(await codeOf(at.host.install({ spec: "tidy@9.9.9", grant: "all" }))).toBe("plugin_unavailable");
  const alone = await hostForTest();
  expect(await codeOf(alone.host.install({ spec: "tidy", grant: "all" }))).toBe("plugin_source_unknown");
  expect([await readdir(at.home), await readdir(alone.home)]).toEqual([[], []]);
});

test("another key, or none, is refused until that is said; the old version runs on", async () => {
  const from = sources();
  from.offered.set("3.0.0", { publisher: `ed25519:${"b".repeat(64)}` });
  from.offered.set("3.1.0", { publisher: null });
  const at = await hostForTest({ sources: from });
  await at.host.install({ spec: "tidy@1.0.0", grant: "all" });
  for (const spec of ["tidy@3.0.0", "tidy@3.1.0"])
    expect(await codeOf(at.host.install({ spec, grant: "all" }))).toBe("plugin_publisher_changed");
  const folder = await installed(await hostForTest());
  expect(await codeOf(at.host.install({ path: folder, grant: "all" }))).toBe("plugin_publisher_changed");
  expect(at.host.info("tidy")).toMatchObject({ state: "running", manifest: { version: "1.0.0" }, previous: null });
  expect(await readdir(join(at.home, "plugins", "tidy"))).toHaveLength(1);
  expect(await at.host.install({ spec: "tidy@3.0.0", grant: "all", acceptPublisher: true })).toMatchObject({
    provenance: { publisher: `ed25519:${"b".repeat(64)}` },
  });
});

test("taken as an update it holds what was held, and no more", async () => {
  const from = sources();
  const at = await hostForTest({ sources: from });
  await at.host.install({ spec: "tidy@1.0.0", grant: ["notes"] });
  const resolved = await from.resolve("tidy@1.1.0");
  expect(at.host.diff("tidy", resolved)).toMatchObject({ added: [{ capability: "history" }] });
  await at.host.take(resolved, {});
  expect(at.services.store.get("tidy")).toMatchObject({ version: "1.1.0", granted: ["notes"], wanted: "enabled" });
  await at.host.disable("tidy");
  await at.host.take(await from.resolve("tidy@2.0.0"), {});
  expect(at.host.info("tidy")).toMatchObject({ state: "disabled", manifest: { version: "2.0.0" } });
});

test("the audit reads what is there now", async () => {
  const from = sources();
  const at = await hostForTest({ sources: from, newer: (id) => (id === "tidy" ? "1.1.0" : null) });
  await at.host.install({ spec: "tidy@1.0.0", grant: "all" });
  await installed(
    at,
    {
      name: "guard",
      runtime: "native",
      stages: [{ at: "before_emit", onError: "block" }],
    },
    { trust: true, enable: false },
  );
  const audit = await at.host.audit();
  expect(PluginAudit.parse(audit)).toEqual(audit);
  const codes = (found: typeof audit) => found.findings.map(({ plugin, code }) => `${plugin} ${code}`);
  expect(codes(audit)).toEqual([
    "guard disabled-protection",
    "guard native",
    "guard unsigned",
    "tidy unused-grants",
    "tidy outdated",
  ]);
  from.withdrawn.set("1.0.0", "it steals");
  const { folder } = at.services.store.get("tidy")!;
  await writeFile(join(folder, "plugin.js"), "export default { evil: true };");
  const after = await at.host.audit();
  expect(codes(after).slice(0, 2)).toEqual(["tidy changed-files", "tidy revoked"]);
  expect(after.checked).toBe(2);
  expect(after.findings[0]?.severity).toBe("danger");
  expect(after.findings[1]?.says).toContain("it steals");
});
