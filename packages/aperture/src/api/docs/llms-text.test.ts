import { expect, test } from "vitest";
import { llmsFiles } from "./llms-text.ts";

test("the index leads to this server, and every page it names is there", () => {
  const files = llmsFiles();
  const index = files.get("/llms.txt")!;
  const targets = [...index.matchAll(/\]\(([^)#]+)/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(15);
  for (const target of targets) expect([target, files.has(target)]).toEqual([target, true]);
  expect(files.get("/docs/guide/plugins.md")).toMatch(/^# Write a plugin in ten minutes/);
  expect(files.get("/docs/ARCHITECTURE.md")).toMatch(/^# Architecture/);
  expect(files.size).toBe(new Set(targets).size + 1);
});

test("of the project nothing else is given", () => {
  for (const path of llmsFiles().keys()) expect(path).toMatch(/^\/llms\.txt$|^\/docs\/[\w./-]+\.(md|json|ts)$/);
});
