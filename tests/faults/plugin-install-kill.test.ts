import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PublishedPlugin, publishedPlugin } from "../support/plugins/published-plugin.ts";
import { startInstallParts } from "./install-parts.ts";
import { startStoreProcess } from "./store-process.ts";

const deep = process.env.APERTURE_DEEP === "1";
/** Versions that a process gets through in a second and a half, and some. */
const VERSIONS = 40;

let registry: PublishedPlugin;
let home: string;
beforeAll(() => {
  const version = (patch: number) => ({ version: `1.0.${patch}`, code: `export default { stages: {} }; // ${patch}` });
  registry = publishedPlugin("tidy", version(0));
  registry.publishAll(Array.from({ length: VERSIONS }, (_, index) => version(index + 1)));
});
afterAll(() => registry.remove());
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-install-kill-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** What was begun and what was done last, as the process said it. */
function lastWords(lines: readonly string[], before: string | null): { done: string | null; begun: string | null } {
  let done = before;
  let begun: string | null = null;
  for (const line of lines) {
    const [word, version = null] = line.split(" ");
    expect(word, line).not.toBe("stopped");
    if (word === "begin") begun = version;
    if (word !== "done") continue;
    done = version;
    begun = null;
  }
  return { done, begun };
}

const kept = (): string[] => {
  const plugins = join(home, "plugins");
  return existsSync(plugins)
    ? readdirSync(plugins).flatMap((id) => readdirSync(join(plugins, id)).map((version) => `${id}/${version}`))
    : [];
};

/** As the next start of the program finds it: which version runs, or null. */
async function look(): Promise<string | null> {
  const parts = startInstallParts(home, registry.registry.folder);
  try {
    const [info] = parts.host.list();
    if (!info) {
      await expect.poll(kept, { timeout: 10_000, interval: 5 }).toEqual([]);
      return null;
    }
    await expect
      .poll(() => parts.host.info("tidy").state, { timeout: 20_000, interval: 5 })
      .toMatch(/^(?:running|disabled)$/);
    const record = parts.host.record("tidy");
    // Killed between being installed and being enabled, it waits for that; its files are whole.
    if (parts.host.info("tidy").state === "disabled") expect(record.wanted).toBe("disabled");
    const audit = await parts.host.audit();
    expect(audit.findings.filter(({ severity }) => severity === "danger")).toEqual([]);
    expect(audit.findings.filter(({ code }) => code === "changed-files")).toEqual([]);
    const folders = [record, ...(record.previous ? [record.previous] : [])].map(({ folder }) => folder);
    const names = folders.map((folder) => folder.slice(join(home, "plugins").length + 1)).sort();
    await expect.poll(() => kept().sort(), { timeout: 10_000, interval: 5 }).toEqual(names);
    const lock = JSON.parse(readFileSync(join(home, "plugins.lock"), "utf8")) as {
      plugins: { tidy: { version: string } };
    };
    expect(lock.plugins.tidy.version).toBe(record.version);
    expect(readdirSync(home).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    for (const { update } of parts.updates.list().updates.map((update) => ({ update })))
      if (update.phase === "watching") expect(update.version).toBe(record.version);
    return record.version;
  } finally {
    await parts.close();
  }
}

test("kill -9 while installing, updating and going back: the old version or the new one, whole, and nothing else", {
  timeout: 600_000,
}, async () => {
  const rounds = deep ? 100 : 8;
  let version: string | null = null;
  const met = { old: 0, fresh: 0 };
  for (let round = 0; round < rounds; round++) {
    const next: number = version === null ? 0 : Number(version.split(".")[2]) + 1;
    // Begun anew where the versions are used up.
    if (next > VERSIONS - 5) {
      rmSync(home, { recursive: true });
      home = mkdtempSync(join(tmpdir(), "aperture-install-kill-"));
      version = null;
      continue;
    }
    const child = startStoreProcess([home, registry.registry.folder, String(next), String(VERSIONS)], {
      program: "install-child.ts",
    });
    // Every other time as something is begun, or a little later: that lands in the middle of it. Else whenever.
    await child.line(round % 2 === 1 ? 1 + 2 * Math.floor(Math.random() * 3) : 0);
    const most = [deep ? 600 : 300, 0, deep ? 600 : 300, 80][round % 4]!;
    if (most > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
    await child.kill();
    const { done, begun } = lastWords(child.lines.slice(1), version);
    const found = await look();
    expect([done, ...(begun === null ? [] : [begun])], child.lines.join("\n")).toContain(found);
    if (begun !== null) met[found === done ? "old" : "fresh"]++;
    version = found;
  }
  console.log(
    `kill -9: ${rounds} times; under way, the old version was met ${met.old} times, the new one ${met.fresh}`,
  );
  // Else it was tried between two installations alone, and nothing was shown.
  expect(met.old + met.fresh).toBeGreaterThan(0);
  if (deep) expect(Math.min(met.old, met.fresh)).toBeGreaterThan(0);
});
