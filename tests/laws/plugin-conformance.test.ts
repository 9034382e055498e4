import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe } from "vitest";
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
const script = guestIn(new URL("../conformance/", import.meta.url), "guest.js");
const module = guestIn(new URL("../fixtures/plugins-wasm/", import.meta.url), "conformance.wasm");

describe("js", () => {
  const makeRunner = (options: Parameters<typeof createSandboxRunner>[0]) => createSandboxRunner(options, { spares });
  conformance({ name: "js", makeRunner, guest: script, contains: true });
});
describe("wasm", () => conformance({ name: "wasm", makeRunner: wasm.create, guest: module, contains: true }));
describe("native", () =>
  conformance({ name: "native", makeRunner: createNativeRunner, guest: script, contains: false }));
