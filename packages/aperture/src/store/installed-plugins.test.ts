import { ApertureError } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { Store } from "./contract.ts";
import { installedPlugins } from "./installed-plugins.ts";

const storeOf = (all: () => unknown): Pick<Store, "plugins"> => ({ plugins: { all } as never });

test("names and versions are those of the moment", () => {
  const records = [{ id: "tidy", version: "1.0.0" }];
  const installed = installedPlugins(storeOf(() => records));
  expect([installed.names(), [...installed.versions()]]).toEqual([["tidy"], [["tidy", "1.0.0"]]]);
  records.push({ id: "other", version: "2.0.0" });
  expect(installed.names()).toEqual(["tidy", "other"]);
});

test("a database that cannot be used knows none; any other failure is one", () => {
  const failing = (error: Error) =>
    installedPlugins(
      storeOf(() => {
        throw error;
      }),
    );
  const lost = failing(new ApertureError("store_unavailable", { reason: "disk on fire" }));
  expect([lost.names(), [...lost.versions()]]).toEqual([[], []]);
  expect(() => failing(new Error("a mistake")).names()).toThrow("a mistake");
});
