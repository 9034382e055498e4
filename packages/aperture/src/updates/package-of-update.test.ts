import { testSources } from "@aperture/host/host/testing/sources";
import type { PackageSources, ResolveOptions } from "@aperture/host/install/package-sources";
import type { Provenance } from "@aperture/sdk";
import { expect, test } from "vitest";
import { packageOfUpdate } from "./package-of-update.ts";

const provenance = (fields: Partial<Provenance>): Provenance => ({
  spec: "tidy",
  kind: "aperture",
  from: "team",
  resolved: null,
  archive: null,
  publisher: null,
  publisherName: null,
  publishedAt: null,
  ...fields,
});

/** What was asked of sources that have everything. */
async function asked(
  fields: Partial<Provenance>,
  wanted: { version?: string; spec?: string },
): Promise<[spec: string, registry: string | undefined, kept: string | undefined]> {
  const calls: [string, ResolveOptions | undefined][] = [];
  const have = testSources({ "1.2.3": {} });
  const sources: Pick<PackageSources, "resolve" | "newest"> = {
    resolve(spec, options) {
      calls.push([spec, options]);
      return have.resolve("tidy@1.2.3");
    },
    newest: have.newest,
  };
  const { signal } = new AbortController();
  const from = provenance(fields);
  const found = await packageOfUpdate(sources, {
    plugin: "tidy",
    provenance: from,
    installed: "1.0.0",
    signal,
    version: undefined,
    spec: undefined,
    ...wanted,
  });
  return [calls[0]![0], calls[0]![1]?.registry, found?.provenance.spec];
}

test.each([
  ["tidy", "tidy@1.2.3"],
  ["tidy@^1", "tidy@1.2.3"],
  ["npm:tidy", "npm:tidy@1.2.3"],
  ["npm:tidy@^1", "npm:tidy@1.2.3"],
  ["npm:@scope/tidy", "npm:@scope/tidy@1.2.3"],
  ["npm:@scope/tidy@~1.0", "npm:@scope/tidy@1.2.3"],
])("a version of %s is %s, of where it came from, and the range stays what it was", async (spec, exactly) => {
  expect(await asked({ spec }, { version: "1.2.3" })).toEqual([exactly, "team", spec]);
});

test("the newest by itself keeps what was asked for once; another source is what is asked for from now on", async () => {
  expect(await asked({ spec: "tidy@^1" }, {})).toEqual(["tidy@1.2.3", undefined, "tidy@^1"]);
  expect(await asked({ spec: "tidy@^1" }, { spec: "/a/folder" })).toEqual(["/a/folder", undefined, "tidy@1.2.3"]);
});

test("what nobody can be asked for is said", async () => {
  await expect(asked({ kind: "folder", spec: "/x" }, {})).rejects.toThrow("say where it is");
  await expect(asked({}, { version: "latest; rm" })).rejects.toThrow("no version");
});

test("a branch or folder has one version: the one that was shown, or it is something else", async () => {
  const git = { kind: "git", spec: "git+https://x/y#main", from: "https://x/y" } as const;
  expect(await asked(git, { version: "1.2.3" })).toEqual(["git+https://x/y#main", undefined, "git+https://x/y#main"]);
  await expect(asked(git, { version: "1.2.2" })).rejects.toThrow("not what was shown");
  expect((await asked({}, { spec: "/a/folder", version: "1.2.3" }))[0]).toBe("/a/folder");
  await expect(asked({}, { spec: "/a/folder", version: "1.2.2" })).rejects.toThrow("not what was shown");
});
