import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { pluginFiles } from "@aperture/host/install/testing/test-registry";
import { ApertureClient, ApiError, type PluginUpdate, type StartUpdate } from "@aperture/sdk";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";

/** Updates of what has no numbers to ask for: a branch, a folder. What somebody says yes to is what was shown. */

let work: string;
let daemon: Daemon;
let client: ApertureClient;
let count = 0;
let name: string;
beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "aperture-updates-git-"));
  daemon = await startDaemon({ upstreams: {} });
  const token = readToken(daemon.home);
  client = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(async () => {
  await daemon?.stop();
  rmSync(work, { recursive: true });
});
beforeEach(() => {
  name = `helper-${++count}`;
});

function write(version: string, permissions: object, more = ""): string {
  const folder = join(work, name);
  for (const [path, bytes] of pluginFiles(name, version, { "NOTES.md": more }, { permissions })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}
function commit(folder: string): void {
  const git = (...args: string[]): unknown =>
    execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x@localhost", ...args], {
      env: { PATH: process.env.PATH ?? "", HOME: work, GIT_CONFIG_NOSYSTEM: "1" },
    });
  if (!existsSync(join(folder, ".git"))) git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "-m", "x");
}
/** As the command line and the page say yes to an update that they showed. */
const yesTo = ({ version, integrity, spec, diff }: PluginUpdate): StartUpdate => ({
  version,
  integrity,
  ...(spec === null ? {} : { spec }),
  grant: diff.added.map(({ capability }) => capability),
});
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "nothing",
    (error: unknown) => (error instanceof ApiError ? error.problem.code : String(error)),
  );
const granted = async (): Promise<string[]> =>
  (await client.plugins.info(name)).capabilities.flatMap((each) => (each.granted ? [each.capability] : []));

test("a branch: asked about, said yes to, taken", async () => {
  const folder = write("1.0.0", { notes: true });
  commit(folder);
  await client.plugins.install({ spec: `git+${pathToFileURL(folder).href}#main`, grant: "all" });
  write("1.1.0", { notes: true, history: true });
  commit(folder);
  const shown = await client.plugins.startUpdate(name);
  expect(shown).toMatchObject({ phase: "needs-consent", version: "1.1.0", spec: null });
  // What is pushed between the question and the answer is not what was shown, whatever number it has.
  write("1.1.0", { notes: true, history: true, net: ["evil.example"] }, "other");
  commit(folder);
  expect(await codeOf(client.plugins.startUpdate(name, yesTo(shown)))).toBe("plugin_changed");
  write("1.2.0", { notes: true, history: true });
  commit(folder);
  expect(await codeOf(client.plugins.startUpdate(name, yesTo(shown)))).toBe("plugin_changed");
  expect(await granted()).toEqual(["notes"]);
  const next = await client.plugins.startUpdate(name);
  expect(await client.plugins.startUpdate(name, yesTo(next))).toMatchObject({ phase: "watching", version: "1.2.0" });
  expect(await granted()).toEqual(["history", "notes"]);
}, 60_000);

test("a folder that is named: asked about, said yes to, taken", async () => {
  const folder = write("1.0.0", { notes: true });
  await client.plugins.install({ path: folder, grant: "all" });
  write("1.1.0", { notes: true, history: true });
  const shown = await client.plugins.startUpdate(name, { spec: folder });
  expect(shown).toMatchObject({ phase: "needs-consent", version: "1.1.0", spec: folder });
  write("1.1.0", { notes: true, history: true, net: ["evil.example"] });
  expect(await codeOf(client.plugins.startUpdate(name, yesTo(shown)))).toBe("plugin_changed");
  const next = await client.plugins.startUpdate(name, { spec: folder, version: "1.1.0" });
  expect(next.diff.added.map(({ capability }) => capability)).toContain("net:evil.example");
  write("1.1.0", { notes: true, history: true });
  expect(await client.plugins.startUpdate(name, yesTo(shown))).toMatchObject({ phase: "watching", version: "1.1.0" });
  expect(await granted()).toEqual(["history", "notes"]);
}, 60_000);
