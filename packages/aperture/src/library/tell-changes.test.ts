import { writeFileSync } from "node:fs";
import type { EventData, EventType } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { EventLog } from "../store/contract.ts";
import type { Library } from "./contract.ts";
import { tellChanges } from "./tell-changes.ts";
import { libraryHome, ruleText } from "./testing/library-home.ts";

let at: ReturnType<typeof libraryHome>;
let library: Library;
let told: unknown[];
let warned: string[];
let end: () => void;
const begin = (append: (type: EventType, data: EventData<EventType>) => void): void => {
  end = tellChanges(library, { append: append as unknown as EventLog["append"] }, (message) => warned.push(message));
};
beforeEach(() => {
  at = libraryHome({ lookEvery: 5 });
  at.write("starter/rules/a.yml", ruleText("a"));
  library = at.open();
  told = [];
  warned = [];
  begin((type, data) => told.push([type, ...Object.values(data)]));
});
afterEach(async () => {
  end();
  await library.close();
  at.remove();
});

test("what is written, changed and removed is told once; what ships is not", () => {
  library.write("rule", "a", ruleText("a", "description: mine\n"));
  library.write("rule", "a", ruleText("a", "description: other\n"));
  library.write("rule", "a", ruleText("a", "description: other\n"));
  library.remove("rule", "a");
  expect(told).toEqual([
    ["library-changed", "rule", "a", "added"],
    ["library-changed", "rule", "a", "changed"],
    ["library-changed", "rule", "a", "removed"],
  ]);
});

test("what an editor writes is told as well", async () => {
  library.write("rule", "b", ruleText("b"));
  writeFileSync(`${at.home}/library/rules/b.yml`, ruleText("b", "description: by hand\n"));
  await expect.poll(() => told.at(-1)).toEqual(["library-changed", "rule", "b", "changed"]);
});

test("trust given, and taken away by a change of the files; a folder that nobody trusted is no news", async () => {
  at.write("project/.aperture.yml", "budget:\n  limit: 100000\n");
  await expect.poll(() => library.project(at.project).state).toBe("untrusted");
  library.trust(at.project, true);
  expect(told.at(-1)).toEqual(["project-trust-changed", at.project, "trusted"]);
  at.write("project/.aperture.yml", "budget:\n  limit: 900000\n");
  await expect.poll(() => told.at(-1)).toEqual(["project-trust-changed", at.project, "changed"]);
});

test("a log that fails keeps nobody from writing", () => {
  end();
  begin(() => {
    throw new Error("disk full");
  });
  expect(library.write("rule", "c", ruleText("c")).name).toBe("c");
  expect(warned).toEqual(["changes of the library were not told"]);
});
