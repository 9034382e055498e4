import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readToken } from "@aperture/aperture/api/auth/token-file";
import { packed, type TarEntry, tgzOf } from "@aperture/host/load/testing/tarball";
import { ApertureClient, ApiError, type InstallPlugin } from "@aperture/sdk";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { writePlugin } from "../support/plugins/write-plugin.ts";

/** Packages that mean harm, at the door of the real program: refused with a reason, nothing of them kept, nothing run. */

let daemon: Daemon;
let client: ApertureClient;
beforeAll(async () => {
  daemon = await startDaemon({ upstreams: {} });
  const token = readToken(daemon.home);
  client = new ApertureClient({ baseUrl: daemon.api, token: () => token });
});
afterAll(() => daemon.stop());

const manifest = { name: "evil", version: "1.0.0", apiVersion: 1, runtime: "js", entry: "plugin.js" };
const good = (more: object = {}): Record<string, string> => ({
  "aperture.plugin.json": JSON.stringify({ ...manifest, ...more }),
  "plugin.js": "export default { stages: {} };",
  "README.md": "# evil",
});
const archive = (entries: readonly TarEntry[]): string => tgzOf(entries).toString("base64");
/** 200 MB of nothing. */
const bomb = gzipSync(Buffer.alloc(200 << 20), { level: 1 }).toString("base64");
const work = (): string => join(daemon.home, "work");

/** What is told of a package, by looking at it and by installing it. */
async function refusals(source: Pick<InstallPlugin, "path" | "archive">): Promise<ApiError["problem"][]> {
  const calls = [() => client.plugins.inspect(source), () => client.plugins.install({ ...source, grant: "all" })];
  const problems: ApiError["problem"][] = [];
  for (const call of calls) {
    const error = await call().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!ApiError.is(error)) throw new Error(`it was taken: ${String(error)}`);
    problems.push(error.problem);
  }
  return problems;
}

/** Nothing is installed, and nothing lies where packages are kept. */
async function expectNothing(): Promise<void> {
  expect((await client.plugins.list()).plugins).toEqual([]);
  const folder = join(daemon.home, "plugins");
  expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  expect(existsSync(join(daemon.home, "escaped"))).toBe(false);
}

describe("an archive", () => {
  const withEntry = (entry: TarEntry): string => archive([...packed(good()), entry]);
  const cases: Record<string, () => string> = {
    "that leads out of its folder": () => withEntry({ path: "package/../../../escaped", content: "x" }),
    "with an absolute path": () => withEntry({ path: "/tmp/escaped", content: "x" }),
    "with a symbolic link": () => withEntry({ path: "package/link", type: "SymbolicLink", linkpath: "/etc/passwd" }),
    "with a hard link": () => withEntry({ path: "package/link", type: "Link", linkpath: "package/plugin.js" }),
    "with a device": () => withEntry({ path: "package/device", type: "CharacterDevice" }),
    "that says its entry twice": () => withEntry({ path: "package/plugin.js", content: "globalThis.second = 1" }),
    "that unpacks to very much": () => bomb,
    "with a file of 60 MB": () => withEntry({ path: "package/large", content: Buffer.alloc(60 << 20) }),
    "of very many files": () =>
      archive([...packed(good()), ...Array.from({ length: 2_100 }, (_, n) => ({ path: `package/${n}`, content: "" }))]),
    "that ends in the middle": () => tgzOf(packed(good())).subarray(0, 60).toString("base64"),
    "that is none": () => Buffer.from("not a package at all").toString("base64"),
    "that is empty": () => "",
    "without a manifest": () => archive(packed({ "plugin.js": "1" })),
  };
  test.each(Object.keys(cases))("%s", async (name) => {
    for (const { status, code, detail } of await refusals({ archive: cases[name]!() })) {
      expect([400, 413, 422]).toContain(status);
      expect(["plugin_package_refused", "plugin_manifest_invalid"], detail).toContain(code);
    }
    await expectNothing();
  });

  test("however large it says it is, Aperture does not grow with it", async () => {
    const before = residentBytes();
    for (let round = 0; round < 3; round++) await refusals({ archive: bomb });
    expect(residentBytes() - before).toBeLessThan(100 << 20);
  });
});

describe("a manifest", () => {
  test.each<[string, object, string]>([
    ["of a newer contract", { apiVersion: 99 }, "plugin_api_unsupported"],
    ["whose entry is elsewhere", { entry: "../../secret.js" }, "plugin_manifest_invalid"],
    ["whose entry is not there", { entry: "nowhere.js" }, "plugin_package_refused"],
    ["whose name looks like another's", { name: "ev\u0456l" }, "plugin_manifest_invalid"],
    ["whose name leads elsewhere", { name: "../evil" }, "plugin_manifest_invalid"],
    ["whose name is a word of the API's", { name: "graph" }, "plugin_manifest_invalid"],
    ["with permissions that nobody knows", { permissions: { everything: true } }, "plugin_manifest_invalid"],
    [
      "that would read outside of the project",
      { permissions: { fs: { read: ["/etc/**"] } } },
      "plugin_manifest_invalid",
    ],
  ])("%s", async (_, more, code) => {
    for (const problem of await refusals({ archive: archive(packed(good(more))) })) expect(problem.code).toBe(code);
    await expectNothing();
  });

  test("of code that would run in-process is not taken without trust in its name", async () => {
    const source = { archive: archive(packed(good({ runtime: "native" }))) };
    const error = await client.plugins.install({ ...source, grant: "all" }).catch((reason: unknown) => reason);
    expect(ApiError.is(error) && error.problem.code).toBe("plugin_untrusted");
    await expectNothing();
  });

  test.each<[string, object]>([
    ["install scripts", { scripts: { postinstall: "touch /tmp/escaped" } }],
    ["dependencies", { dependencies: { "left-pad": "*" } }],
  ])("beside a package.json with %s", async (_, json) => {
    const files = { ...good(), "package.json": JSON.stringify({ name: "evil", version: "1.0.0", ...json }) };
    for (const { code } of await refusals({ archive: archive(packed(files)) }))
      expect(code).toBe("plugin_package_refused");
    await expectNothing();
  });
});

describe("a folder", () => {
  afterEach(() => rmSync(work(), { recursive: true, force: true }));

  test("with a link out of it", async () => {
    const folder = writePlugin(work(), { name: "evil" }, "export default {};");
    symlinkSync("/etc", join(folder, "etc"));
    for (const { code } of await refusals({ path: folder })) expect(code).toBe("plugin_package_refused");
    await expectNothing();
  });

  test.each(["/etc/passwd", "/proc/self/environ", "/dev/zero", "/"])(
    "%s is no package, and is not told of",
    async (path) => {
      for (const { status, detail } of await refusals({ path })) {
        expect(status).toBe(422);
        expect(detail).not.toMatch(/root:|PATH=/);
      }
      await expectNothing();
    },
  );

  test("that changed after it was shown is not installed", async () => {
    const folder = writePlugin(work(), { name: "evil" }, "export default { stages: {} };");
    const { integrity } = await client.plugins.inspect({ path: folder });
    writeFileSync(join(folder, "plugin.js"), "export default { stages: {}, other: 1 };");
    const error = await client.plugins
      .install({ path: folder, integrity, grant: "all" })
      .catch((reason: unknown) => reason);
    expect(ApiError.is(error) && error.problem.code).toBe("plugin_changed");
    await expectNothing();
  });

  test("of Aperture's own home gives nothing away", async () => {
    mkdirSync(work(), { recursive: true });
    const token = readFileSync(join(daemon.home, "token"), "utf8").trim();
    for (const path of [daemon.home, join(daemon.home, "token")])
      for (const problem of await refusals({ path })) expect(JSON.stringify(problem)).not.toContain(token);
    await expectNothing();
  });
});

/** Of the daemon's process. */
function residentBytes(): number {
  const status = `/proc/${daemon.pid}/status`;
  // Elsewhere than on Linux there is no /proc, and always a `ps`.
  const kilobytes = existsSync(status)
    ? /VmRSS:\s+(\d+) kB/.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(daemon.pid)], { encoding: "utf8" });
  return Number(kilobytes) * 1_024;
}
