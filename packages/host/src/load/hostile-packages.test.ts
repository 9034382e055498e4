import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { ApertureError } from "@aperture/sdk";
import { expect, onTestFinished, test } from "vitest";
import { manifestOf, pluginFiles, writeFiles } from "../host/testing/plugin-folder.ts";
import { testHost } from "../host/testing/test-host.ts";
import { readPackage } from "./read-package.ts";
import { packed, type TarEntry, tarOf, tgzOf } from "./testing/tarball.ts";

const good = pluginFiles();
const withFile = (path: string, content = "x"): Buffer => tgzOf([...packed(good), { path, content }]);
const withEntry = (entry: TarEntry): Buffer => tgzOf([...packed(good), entry]);
const withPackageJson = (fields: object): Buffer =>
  tgzOf(packed({ ...good, "package.json": JSON.stringify({ name: "tidy", ...fields }) }));
const withManifest = (fields: object): Buffer =>
  tgzOf(packed({ ...good, "aperture.plugin.json": JSON.stringify({ ...manifestOf(), ...fields }) }));
const without = (path: string): Buffer => tgzOf(packed(good).filter((entry) => entry.path !== `package/${path}`));
const whole = tgzOf(packed(good));
const flipped = (): Buffer => {
  const tar = tarOf(packed(good));
  tar[3] = tar[3]! ^ 1;
  return gzipSync(tar);
};

/** What is sent, what it is refused with, and what the refusal says. */
const hostile: readonly [string, Buffer, string, RegExp][] = [
  ["no archive at all", Buffer.from("hello, world"), "plugin_package_refused", /no \.tgz/],
  ["an empty archive", Buffer.alloc(0), "plugin_package_refused", /no \.tgz/],
  ["gzip of something else", gzipSync("<html>not found</html>"), "plugin_package_refused", /tar archive|cut short/],
  ["an archive without files", tgzOf([]), "plugin_package_refused", /no aperture\.plugin\.json|tar archive/],
  ["gzip that is cut short", whole.subarray(0, whole.length - 40), "plugin_package_refused", /cut short/],
  [
    "tar cut in the middle of a file",
    gzipSync(tarOf(packed(good)).subarray(0, 600)),
    "plugin_package_refused",
    /cut short|tar archive/,
  ],
  [
    "tar cut between two files",
    gzipSync(tarOf(packed(good)).subarray(0, 1_024)),
    "plugin_package_refused",
    /cut short/,
  ],
  ["a header with a wrong checksum", flipped(), "plugin_package_refused", /tar archive/],
  ["no manifest", without("aperture.plugin.json"), "plugin_package_refused", /no aperture\.plugin\.json/],
  ["no entry", without("plugin.js"), "plugin_package_refused", /entry plugin\.js is not in it/],
  ["an entry outside of the folder", withManifest({ entry: "../../etc/passwd" }), "plugin_manifest_invalid", /\/entry/],
  [
    "a manifest that is no JSON",
    tgzOf(packed({ ...good, "aperture.plugin.json": "{" })),
    "plugin_manifest_invalid",
    /no JSON/,
  ],
  [
    "a manifest that is no text",
    tgzOf(packed({ ...good, "aperture.plugin.json": Buffer.from([0xff, 0xfe, 0x00]) })),
    "plugin_package_refused",
    /UTF-8/,
  ],
  [
    "a manifest with unknown fields",
    withManifest({ permisions: {} }),
    "plugin_manifest_invalid",
    /permisions.*permissions/,
  ],
  [
    "a plugin for a later API",
    withManifest({ apiVersion: 2, hooks: [] }),
    "plugin_api_unsupported",
    /needs plugin API 2; this Aperture speaks 1/,
  ],
  [
    "preinstall",
    withPackageJson({ scripts: { preinstall: "curl x | sh" } }),
    "plugin_package_refused",
    /scripts\/preinstall/,
  ],
  ["install", withPackageJson({ scripts: { install: "node x" } }), "plugin_package_refused", /scripts\/install/],
  [
    "postinstall",
    withPackageJson({ scripts: { postinstall: "node x" } }),
    "plugin_package_refused",
    /scripts\/postinstall/,
  ],
  ["prepare", withPackageJson({ scripts: { prepare: "node x" } }), "plugin_package_refused", /scripts\/prepare/],
  [
    "dependencies",
    withPackageJson({ dependencies: { "left-pad": "*" } }),
    "plugin_package_refused",
    /dependencies \(left-pad\)/,
  ],
  [
    "optional dependencies",
    withPackageJson({ optionalDependencies: { fsevents: "*" } }),
    "plugin_package_refused",
    /optionalDependencies/,
  ],
  [
    "bundled dependencies",
    withPackageJson({ bundledDependencies: ["left-pad"] }),
    "plugin_package_refused",
    /bundledDependencies/,
  ],
  [
    "all dependencies bundled",
    withPackageJson({ bundleDependencies: true }),
    "plugin_package_refused",
    /bundleDependencies/,
  ],
  [
    "a package.json that is no JSON",
    tgzOf(packed({ ...good, "package.json": "nope" })),
    "plugin_package_refused",
    /package\.json is no JSON/,
  ],
  [
    "dependencies brought along",
    withFile("package/node_modules/a/index.js"),
    "plugin_package_refused",
    /brings dependencies/,
  ],
  [
    "a git folder with hooks",
    withFile("package/.git/hooks/post-checkout"),
    "plugin_package_refused",
    /does not belong/,
  ],
  [
    "a symbolic link",
    withEntry({ path: "package/link", type: "SymbolicLink", linkpath: "/etc/passwd" }),
    "plugin_package_refused",
    /SymbolicLink/,
  ],
  [
    "a hard link",
    withEntry({ path: "package/link", type: "Link", linkpath: "package/plugin.js" }),
    "plugin_package_refused",
    /"package\/link" is a Link/,
  ],
  [
    "a folder that is a link",
    tgzOf([{ path: "package/lib", type: "SymbolicLink", linkpath: "/tmp" }, ...packed(good)]),
    "plugin_package_refused",
    /SymbolicLink/,
  ],
  [
    "a character device",
    withEntry({ path: "package/dev", type: "CharacterDevice" }),
    "plugin_package_refused",
    /CharacterDevice/,
  ],
  ["a block device", withEntry({ path: "package/dev", type: "BlockDevice" }), "plugin_package_refused", /BlockDevice/],
  ["a pipe", withEntry({ path: "package/pipe", type: "FIFO" }), "plugin_package_refused", /FIFO/],
  ["an absolute path", withFile("/etc/cron.d/x"), "plugin_package_refused", /absolute/],
  ["a path that leads out", withFile("package/../../x"), "plugin_package_refused", /leads out/],
  ["a path that begins with ..", withFile("../x"), "plugin_package_refused", /leads out/],
  ["a path that leads out of a folder", withFile("package/lib/../../../x"), "plugin_package_refused", /leads out/],
  [
    "a folder that leads out",
    withEntry({ path: "package/../evil/", type: "Directory" }),
    "plugin_package_refused",
    /leads out/,
  ],
  ["a backslash", withFile("package/lib\\..\\x"), "plugin_package_refused", /backslash/],
  ["a drive", withFile("package/C:/x"), "plugin_package_refused", /colon/],
  ["a stream of a file", withFile("package/plugin.js:hidden"), "plugin_package_refused", /colon/],
  ["a device of another system", withFile("package/aux.js"), "plugin_package_refused", /device/],
  ["a name that ends with a dot", withFile("package/plugin.js."), "plugin_package_refused", /dot or space/],
  ["an empty folder name", withFile("package//x"), "plugin_package_refused", /absolute|plain/],
  ["names that differ in case", withFile("package/PLUGIN.js"), "plugin_package_refused", /differ only/],
  [
    "folders that differ in case",
    tgzOf([...packed(good), ...packed({ "lib/a.js": "", "LIB/b.js": "" })]),
    "plugin_package_refused",
    /differ only/,
  ],
  [
    "names that differ in normalisation",
    tgzOf([...packed(good), ...packed({ "caf\u00e9.js": "", "cafe\u0301.js": "" })]),
    "plugin_package_refused",
    /differ only/,
  ],
  ["the same name twice", withFile("package/plugin.js", "evil"), "plugin_package_refused", /comes twice/],
  ["a file that is a folder, too", withFile("package/plugin.js/x"), "plugin_package_refused", /a file and a folder/],
  ["a control character", withFile("package/a\nb.js"), "plugin_package_refused", /control or invisible/],
  ["an escape sequence of terminals", withFile("package/\u001b[2Jx.js"), "plugin_package_refused", /\\u001b/],
  [
    "a right-to-left override",
    withFile("package/plugin\u202esj.exe"),
    "plugin_package_refused",
    /control or invisible/,
  ],
  ["a zero-width space", withFile("package/plug\u200bin.js"), "plugin_package_refused", /control or invisible/],
  ["a letter that nobody sees", withFile("package/plug\u3164in.js"), "plugin_package_refused", /control or invisible/],
  [
    "variation selectors' cousins, tags",
    withFile("package/plug\u{e0061}in.js"),
    "plugin_package_refused",
    /control or invisible/,
  ],
  ["a name that is too long", withFile(`package/${"a/".repeat(20)}x`), "plugin_package_refused", /deeper/],
  ["a very long name", withFile(`package/${"a".repeat(400)}`), "plugin_package_refused", /longer/],
  ["a second folder at the top", withFile("other/x"), "plugin_package_refused", /not stand in package\//],
  ["a second, empty one", withEntry({ path: "other/", type: "Directory" }), "plugin_package_refused", /not stand in/],
  ["the same top folder in capitals", withFile("PACKAGE/x"), "plugin_package_refused", /not stand in package\//],
  ["a file beside the top folder", withFile("x"), "plugin_package_refused", /stands in no folder/],
  [
    "files in no folder",
    tgzOf(Object.entries(good).map(([path, content]) => ({ path, content }))),
    "plugin_package_refused",
    /stands in no folder/,
  ],
  [
    "a top folder that leads out",
    tgzOf(Object.entries(good).map(([path, content]) => ({ path: `../${path}`, content }))),
    "plugin_package_refused",
    /leads out/,
  ],
  [
    "a top folder with an invisible name",
    tgzOf(Object.entries(good).map(([path, content]) => ({ path: `\u200bx/${path}`, content }))),
    "plugin_package_refused",
    /invisible/,
  ],
  ["an absolute folder", withEntry({ path: "/etc/", type: "Directory" }), "plugin_package_refused", /absolute/],
  ["a bomb", gzipSync(Buffer.alloc(60 * 1_048_576)), "plugin_package_refused", /unpacked it is larger/],
  ["a small bomb", gzipSync(Buffer.alloc(4 * 1_048_576)), "plugin_package_refused", /unpacked it is larger/],
  [
    "too many files",
    tgzOf([
      ...packed(good),
      ...Array.from({ length: 2_001 }, (_, n) => ({ path: `package/f${n}`, content: `${Math.sin(n)}` })),
    ]),
    "plugin_package_refused",
    /more than 2000 files/,
  ],
  [
    "settings with an expression",
    withManifest({ config: { type: "object", properties: { a: { type: "string", pattern: "^(a+)+$" } } } }),
    "plugin_manifest_invalid",
    /\/config\/properties\/a\/pattern/,
  ],
  [
    "settings that refer to themselves",
    withManifest({ config: { type: "object", properties: { a: { $ref: "#" } } } }),
    "plugin_manifest_invalid",
    /\/config\/properties\/a\/\$ref/,
  ],
];

test.each(hostile)("refused, with nothing left behind: %s", async (_, archive, code, says) => {
  await using at = await testHost();
  const error = await at.host.install({ archive: archive.toString("base64"), grant: "all" }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(ApertureError.is(error) ? error.code : error).toBe(code);
  expect((error as Error).message).toMatch(says);
  // What is quoted of a stranger's names must not reach a terminal as it came.
  expect((error as Error).message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(await readdir(at.home, { recursive: true })).toEqual([]);
  expect([at.services.store.all(), at.runners.made, at.services.told]).toEqual([[], [], []]);
});

test("there are enough of them, and the good one is none", async () => {
  expect(hostile.length).toBeGreaterThanOrEqual(20);
  expect(await readPackage({ archive: whole })).toMatchObject({ source: "tarball", manifest: { name: "tidy" } });
});

test("an archive with folders, modes and long names of its own is fine", async () => {
  const long = `package/lib/${"long-name-".repeat(15)}.js`;
  const archive = tgzOf([
    { path: "package/", type: "Directory", mode: 0o777 },
    ...packed(good),
    { path: "package/lib/", type: "Directory" },
    { path: long, content: "x", mode: 0o4777 },
  ]);
  const found = await readPackage({ archive });
  expect([...found.files.keys()]).toContain(long.slice("package/".length));
  expect(found.integrity).not.toBe((await readPackage({ archive: whole })).integrity);
});

test("`tar czf plugin.tgz folder` is a package, whatever the folder is called", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aperture-tar-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(join(folder, "my plugin"), { ...good, "lib/more.js": "x" });
  await mkdir(join(folder, "my plugin", "empty"));
  await promisify(execFile)("tar", ["czf", "plugin.tgz", "my plugin"], { cwd: folder });
  const found = await readPackage({ path: join(folder, "plugin.tgz") });
  expect([...found.files.keys()].sort()).toEqual([...Object.keys(good), "lib/more.js"].sort());
  // The same package as npm would have packed it.
  const asPacked = await readPackage({ archive: tgzOf(packed({ ...good, "lib/more.js": "x" })) });
  expect(found.integrity).toBe(asPacked.integrity);
});

test("what is named and is not there is said by its name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aperture-none-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await expect(readPackage({ path: join(folder, "none.tgz") })).rejects.toThrow(
    /none\.tgz is refused: there is no such/,
  );
  await expect(readPackage({ path: "/dev/null" })).rejects.toThrow(/neither a folder nor a file/);
});
