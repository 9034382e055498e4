import { PluginManifest } from "@aperture/sdk";
import { expect, test } from "vitest";
import type { ReplayedCall } from "../replay/replay.ts";
import { checkCalls } from "./check-calls.ts";

const manifest = PluginManifest.parse({
  name: "tidy",
  version: "1.0.0",
  description: "Tidies.",
  apiVersion: 1,
  runtime: "js",
  entry: "plugin.js",
  stages: [{ at: "after_parse", filter: { toolName: ["nobody"] } }, { at: "after_zone" }, { at: "on_response" }],
});
const everything = { stages: ["after_parse", "after_zone", "on_response"] };
const call = (hook: ReplayedCall["hook"]) => ({ hook }) as ReplayedCall;
const codes = (...given: Parameters<typeof checkCalls>): string[] =>
  checkCalls(...given).map(({ level, code, message }) => `${level} ${code}: ${message}`);

test("a stage whose filter matched nothing on any recording is told, with its filter", () => {
  expect(codes(manifest, everything, [{ name: "a", calls: [call("after_zone")] }])).toEqual([
    'warning hook_never_called: the stage after_parse was never called on any recording: its filter {"toolName":["nobody"]} matched nothing; correct it, or record a session that has what it wants',
  ]);
});

test("one that was called on any of them is not; nor what nothing handles, which is another finding", () => {
  const recorded = [
    { name: "a", calls: [call("after_zone")] },
    { name: "b", calls: [call("after_parse")] },
  ];
  expect(codes(manifest, everything, recorded)).toEqual([]);
  expect(codes(manifest, { stages: ["after_zone"] }, [recorded[0]!])).toEqual([]);
});

test("without recordings nothing is known", () => {
  expect(codes(manifest, everything, [])).toEqual([]);
});
