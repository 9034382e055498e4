import { expect, test } from "vitest";
import { BOOTSTRAP, librarySources, PLUGIN_SDK, resolveModule } from "./library-sources.ts";

test("the guest library is all that it imports, and nothing of the host or of packages", () => {
  const sources = librarySources();
  expect([...sources.keys()].filter((name) => name !== BOOTSTRAP && !name.startsWith("@aperture/sdk/plugin"))).toEqual(
    [],
  );
  for (const [name, code] of sources) {
    const wanted = [...code.matchAll(/\bfrom\s*["']([^"']+)["']/g)].map(([, module]) => resolveModule(name, module!));
    expect([name, wanted.filter((module) => !sources.has(module))]).toEqual([name, []]);
    expect([name, /\bfrom\s*["'](?:zod|node:)/.test(code)]).toEqual([name, false]);
  }
  expect(sources.get(PLUGIN_SDK)).toContain("definePlugin");
});

test("names are resolved inside the library only", () => {
  expect(resolveModule("@aperture/sdk/plugin/guest/guest", "./run-hook.ts")).toBe(
    "@aperture/sdk/plugin/guest/run-hook",
  );
  expect(resolveModule("@aperture/sdk/plugin/guest/guest", "../block-record.ts")).toBe(
    "@aperture/sdk/plugin/block-record",
  );
  expect(resolveModule("plugin", "node:fs")).toBe("node:fs");
});
