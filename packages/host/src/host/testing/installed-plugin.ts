import { rm } from "node:fs/promises";
import type { InstallPlugin } from "@aperture/sdk";
import { onTestFinished } from "vitest";
import type { PluginHostOptions } from "../host-options.ts";
import type { FakeBehaviour } from "./fake-runner.ts";
import { type ManifestFields, pluginFolder } from "./plugin-folder.ts";
import { type TestHost, testHost } from "./test-host.ts";

type Options = Partial<PluginHostOptions> & { readonly behaviour?: Partial<FakeBehaviour> };

/** A host that ends with the test. */
export async function hostForTest(options: Options = {}): Promise<TestHost> {
  const at = await testHost(options);
  onTestFinished(() => at[Symbol.asyncDispose]());
  return at;
}

/** Installs a plugin that does nothing, from a folder that goes with the test. */
export async function installed(
  at: TestHost,
  fields: ManifestFields = {},
  how: Partial<InstallPlugin> = {},
): Promise<string> {
  const folder = await pluginFolder(fields);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await at.host.install({ path: folder, grant: "all", ...how });
  return folder;
}

/** What something was refused with; `nothing` where it was not. */
export const codeOf = async (work: Promise<unknown> | (() => unknown)): Promise<string> => {
  try {
    await (typeof work === "function" ? work() : work);
    return "nothing";
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};
