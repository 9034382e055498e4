import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as each, expect, onTestFinished } from "vitest";
import { openPluginsLock } from "./plugins-lock.ts";
import { codeOf, hostForTest } from "./testing/installed-plugin.ts";
import { memoryServices } from "./testing/memory-services.ts";
import { PUBLISHER, testSources } from "./testing/sources.ts";

const OTHER = `ed25519:${"b".repeat(64)}`;
const home = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "aperture-lock-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
const fileOf = (folder: string): string => join(folder, "plugins.lock");
const sources = () =>
  testSources({
    "1.0.0": { fields: { permissions: { notes: true, history: true } } },
    "1.1.0": { publisher: OTHER },
    "1.2.0": { publisher: null },
  });
const install = (version: string) => ({ spec: `tidy@${version}`, grant: "all" as const });

each("a projection of the records: sorted, stable, nobody else's to read", async () => {
  const at = await hostForTest({ sources: sources() });
  expect(existsSync(fileOf(at.home))).toBe(false);
  await at.host.install(install("1.0.0"));
  const text = readFileSync(fileOf(at.home), "utf8");
  expect(JSON.parse(text)).toEqual({
    version: 1,
    plugins: {
      tidy: {
        version: "1.0.0",
        integrity: at.services.store.get("tidy")!.integrity,
        provenance: expect.objectContaining({ spec: "tidy@1.0.0", kind: "aperture", publisher: PUBLISHER }),
        publisher: PUBLISHER,
        pinned: false,
        granted: ["history", "notes"],
      },
    },
  });
  expect(statSync(fileOf(at.home)).mode & 0o777).toBe(0o600);
  await at.host.install(install("1.0.0"));
  expect(readFileSync(fileOf(at.home), "utf8")).toBe(text);
  await at.host.update("tidy", { grant: ["notes"] });
  expect(JSON.parse(readFileSync(fileOf(at.home), "utf8")).plugins.tidy.granted).toEqual(["notes"]);
  await at.host.remove("tidy", false);
  expect(existsSync(fileOf(at.home))).toBe(false);
});

each("written at start where it is gone", async () => {
  const first = await hostForTest({ sources: sources() });
  await first.host.install(install("1.0.0"));
  const text = readFileSync(fileOf(first.home), "utf8");
  rmSync(fileOf(first.home));
  const at = await first.restart();
  expect(readFileSync(fileOf(at.home), "utf8")).toBe(text);
  await at.host.close();
});

each("the name belongs to its key, where the database has forgotten it, too", async () => {
  const first = await hostForTest({ sources: sources() });
  await first.host.install(install("1.0.0"));
  await first.host.close();
  const services = memoryServices();
  const at = await hostForTest({ sources: sources(), services: () => services, home: first.home });
  expect(at.host.list()).toEqual([]);
  for (const version of ["1.1.0", "1.2.0"])
    expect(await codeOf(at.host.install(install(version)))).toBe("plugin_publisher_changed");
  // Nobody is asked again after the word was given.
  await at.host.install({ ...install("1.1.0"), acceptPublisher: true });
  expect(JSON.parse(readFileSync(fileOf(first.home), "utf8")).plugins.tidy.publisher).toBe(OTHER);
  expect(await codeOf(at.host.install(install("1.0.0")))).toBe("plugin_publisher_changed");
});

each("damaged, it is put aside and written anew", () => {
  const folder = home();
  writeFileSync(fileOf(folder), '{"version":1,"plugins":{"tidy":{');
  const failed: string[] = [];
  const lock = openPluginsLock(folder, (message) => failed.push(message));
  expect(failed).toEqual([expect.stringContaining("damaged")]);
  lock.write([]);
  expect(lock.publisherOf("tidy")).toBeNull();
  expect(readFileSync(`${fileOf(folder)}.damaged`, "utf8")).toContain("tidy");
});

each("where it cannot be written that is said, and nothing fails", async () => {
  const at = await hostForTest({ sources: sources() });
  mkdirSync(join(fileOf(at.home), "in-the-way"), { recursive: true });
  expect(await at.host.install(install("1.0.0"))).toMatchObject({ state: "running" });
  expect(at.logged.join("\n")).toMatch(/plugins\.lock (cannot be read|could not be written)/);
});
