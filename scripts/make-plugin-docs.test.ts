import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderPluginDocs } from "./make-plugin-docs.ts";

const rendered = renderPluginDocs();

test.each(["plugins.md", "plugin-manifest.schema.json", "panel.schema.json"] as const)(
  "docs/reference/%s is current: else run `node scripts/make-plugin-docs.ts`",
  (name) => {
    expect(readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), "utf8")).toBe(rendered[name]);
  },
);

test("the manifest's schema tells what the source says, by place", () => {
  const { $defs } = JSON.parse(rendered["plugin-manifest.schema.json"]) as {
    $defs: Record<string, { properties: Record<string, { description?: string; properties?: object }> }>;
  };
  expect($defs.PluginManifest?.properties.runtime?.description).toContain("aperture:plugin/1");
  expect($defs.PluginPermissions?.properties.net?.description).toContain("Hosts that it may call");
  expect($defs.PluginPermissions?.properties.fs?.properties).toMatchObject({
    read: { description: "Globs that begin with `$PROJECT/`." },
  });
});

test("the reference holds hooks, permissions, selectors, calls, nodes and patches", () => {
  for (const part of [
    "| `after_zone` |",
    "readonly minTokens?: number;",
    "| `net.fetch` | `net` |",
    "| `recorder` |",
    "| `sampling` |",
  ])
    expect(rendered["plugins.md"]).toContain(part);
  for (const slip of ["undefined", "[object Object]", "NaN"])
    expect(rendered["plugins.md"].replaceAll("| undefined", "").replaceAll("returns undefined", "")).not.toContain(
      slip,
    );
});
