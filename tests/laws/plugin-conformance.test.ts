import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { createNativeRunner } from "../../packages/host/src/native/create-native-runner.ts";
import { createSandboxRunner } from "../../packages/host/src/sandbox/create-sandbox-runner.ts";
import { createSpareWorkers } from "../../packages/host/src/sandbox/spare-workers.ts";
import { createWasmRunners } from "../../packages/host/src/wasm/create-wasm-runners.ts";
import { conformance } from "../conformance/plugin-api-1.ts";

// A plugin does the same whatever it is written in: one suite for all runtimes, frozen for apiVersion 1.

const spares = createSpareWorkers({ size: 1 });
const wasm = createWasmRunners();
afterAll(() => Promise.all([spares.close(), wasm.close()]));

function guestIn(folder: URL, file: string) {
  const entry = readFileSync(new URL(file, folder));
  const integrity = createHash("sha512").update(entry).digest("base64");
  return { folder: fileURLToPath(folder), file, entry, integrity };
}
/** The suite, its guests and the blocks that they are shown, as apiVersion 1 was promised. */
const frozen = "6c0c3cbe1621a9daf2c68e5852dd012833629425d4fc8591d96f608e1f642271";

test("the suite of apiVersion 1 is frozen", () => {
  const tests = new URL("../", import.meta.url);
  const suite = readdirSync(new URL("conformance/", tests)).sort();
  const sum = createHash("sha256");
  // The module that is checked in is built from its source again by other tests, which may find another compiler.
  for (const file of [...suite.map((name) => `conformance/${name}`), "fixtures/plugins-wasm/conformance.c"])
    sum.update(`${file}\n`).update(readFileSync(new URL(file, tests)));
  const advice = [
    "tests/conformance says what plugins of apiVersion 1 were promised.",
    "A change of it is a new apiVersion with a suite of its own: docs/decisions/2026-11-22-plugin-api-versions.md.",
    "What is added to version 1 is tested in a new file, tests/laws/plugin-conformance-<what>.test.ts, which leaves these alone.",
    "Only for what no plugin can notice, such as the words of a comment, this sum is renewed.",
  ].join("\n");
  expect(sum.digest("hex"), advice).toBe(frozen);
});

const script = guestIn(new URL("../conformance/", import.meta.url), "guest.js");
const module = guestIn(new URL("../fixtures/plugins-wasm/", import.meta.url), "conformance.wasm");

describe("js", () => {
  const makeRunner = (options: Parameters<typeof createSandboxRunner>[0]) => createSandboxRunner(options, { spares });
  conformance({ name: "js", makeRunner, guest: script, contains: true });
});
describe("wasm", () => conformance({ name: "wasm", makeRunner: wasm.create, guest: module, contains: true }));
describe("native", () =>
  conformance({ name: "native", makeRunner: createNativeRunner, guest: script, contains: false }));
