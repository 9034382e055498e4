import { describe, expect, test } from "vitest";
import { findBreaches, importsOf, type Layers } from "./check-layers.ts";

const layers: Layers = {
  packages: [
    { path: "packages/sdk", name: "@aperture/sdk", may: [], node: false, why: "runs everywhere" },
    { path: "packages/engine", name: "@aperture/engine", may: ["@aperture/sdk"], node: false, why: "is pure" },
    {
      path: "packages/aperture",
      name: "@aperture/aperture",
      may: ["@aperture/sdk"],
      node: true,
      why: "is the program",
    },
  ],
  folders: { "packages/engine/src": ["document", "dialects"] },
  exceptions: { "packages/engine/src/document/odd.ts → packages/engine/src/dialects/x.ts": "because" },
};
const breaches = (path: string, specifier: string) =>
  findBreaches(layers, [{ path, text: `import { x } from "${specifier}";` }]);

describe("an import is refused", () => {
  test.each([
    ["of a node module in a pure package", "packages/engine/src/a.ts", "node:fs", "is pure"],
    ["against the packages' order", "packages/sdk/src/a.ts", "@aperture/engine/document/x", "runs everywhere"],
    ["of a package that was not allowed", "packages/aperture/src/a.ts", "@aperture/engine/x", "is the program"],
    ["of another package by path", "packages/sdk/src/a.ts", "../../engine/src/x.ts", "by path"],
    ["against the folders' order", "packages/engine/src/document/a.ts", "../dialects/x.ts", "document ← dialects"],
    [
      "of a folder that has no place in the order",
      "packages/engine/src/new/a.ts",
      "../document/x.ts",
      "not in layers.json",
    ],
  ])("%s", (_, path, specifier, reason) => {
    expect(breaches(path, specifier)).toHaveLength(1);
    expect(breaches(path, specifier)[0]).toContain(reason);
  });
});

describe("an import is fine", () => {
  test.each([
    ["down the packages", "packages/engine/src/a.ts", "@aperture/sdk"],
    ["of its own package by name", "packages/sdk/src/a.ts", "@aperture/sdk/block"],
    ["down the folders", "packages/engine/src/dialects/a.ts", "../document/x.ts"],
    ["of a node module in the program", "packages/aperture/src/a.ts", "node:fs"],
    ["of anything in a test", "packages/engine/src/a.test.ts", "node:fs"],
    ["of anything in a test's helper", "packages/engine/src/testing/a.ts", "node:fs"],
    ["with a written reason", "packages/engine/src/document/odd.ts", "../dialects/x.ts"],
  ])("%s", (_, path, specifier) => expect(breaches(path, specifier)).toEqual([]));
});

test("imports are found in all their forms", () => {
  const text = `import a from "a";\nimport type { B,\n C } from 'b';\nexport * from "c";\nimport "d";\nawait import("e");\nconst quoted = \`\nimport f from "f";\n\`;`;
  expect(importsOf(text)).toEqual(["a", "b", "c", "d", "e"]);
});
