import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSkeleton } from "./testing/load-skeleton.ts";

const source = join(import.meta.dirname, "../..");

/** Found by the eye of a regular expression, not by the parser that made the outline. */
const exported = /^export (?:async )?(?:function|class|interface|type|const) (\w+)/gm;

test("outlines of this package's files name every export, at its line, in fewer characters", async () => {
  const skeleton = await loadSkeleton(["typescript"]);
  const paths = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("testing"),
  );
  let whole = 0;
  let outlined = 0;
  let files = 0;
  for (const path of paths) {
    const code = readFileSync(join(source, path), "utf8");
    const outline = skeleton(code, path, []);
    if (outline === null || code.length < 1_000) continue;
    files++;
    whole += code.length;
    outlined += outline.length;
    const lines = code.split("\n");
    for (const [, name] of code.matchAll(exported)) {
      const entry = outline.split("\n").find((line) => new RegExp(`^L\\d.*\\b${name}\\b`).test(line));
      expect(entry, `${name} of ${path}`).toBeDefined();
    }
    for (const [, row, head] of outline.matchAll(/^L(\d+)(?:-\d+)? (export (?:async )?\w+ \w+)/gm)) {
      expect(lines[Number(row) - 1]!.startsWith(head!), `L${row} of ${path}`).toBe(true);
    }
  }
  console.log(`outlines of ${files} files: ${whole} → ${outlined} characters`);
  expect(files).toBeGreaterThan(20);
  expect(outlined).toBeLessThan(whole * 0.7);
});
