import { expect, test } from "vitest";
import { capabilityCalls } from "./capability-calls.ts";
import { PluginPermissions } from "./permissions.ts";

const inputs = Object.entries(capabilityCalls);

test("each names what opens it, in words of the manifest", () => {
  const keys = Object.keys(PluginPermissions.shape);
  for (const [name, { needs }] of inputs)
    expect(needs === "nothing" || keys.includes(needs.split(".")[0]!), name).toBe(true);
  expect(inputs.filter(([, { needs }]) => needs === "nothing").map(([name]) => name)).toEqual([
    "state.session",
    "state.sessions",
    "state.usage",
    "state.budget",
    "state.prices",
    "state.ledger",
    "state.cache",
  ]);
});

test("none takes a field that it does not know", () => {
  for (const [name, { input }] of inputs) {
    const read = input.safeParse({ actor: "user" });
    expect(
      read.error?.issues.some(({ code }) => code === "unrecognized_keys"),
      name,
    ).toBe(true);
  }
});

test("a plugin's operation cannot be forced, whatever it says", () => {
  const operations = inputs.filter(([name]) => name.startsWith("blocks."));
  expect(operations).toHaveLength(8);
  for (const [name, { input }] of operations) {
    const { error } = input.safeParse({ apply: "now" });
    expect(JSON.stringify(error?.issues), name).toContain("apply");
  }
});

test.each([
  ["net.fetch", { url: "file:///etc/passwd" }],
  ["net.fetch", { url: "https://a", method: "CONNECT" }],
  ["history.show", { commit: "--output=/tmp/x", path: "a" }],
  ["history.diff", { from: "HEAD; rm -rf /" }],
  ["state.text", { block: "block-1/../2" }],
  ["speech.transcribe", { audio: "not base64!" }],
  ["fs.list", { glob: "x".repeat(301) }],
] as const)("%s refuses %j", (name, input) => {
  expect(capabilityCalls[name].input.safeParse(input).success).toBe(false);
});

test.each([
  [
    "net.fetch",
    { url: "https://a" },
    { method: "GET", headers: {}, bodyEncoding: "utf8", answerEncoding: "utf8", timeoutMs: 10_000 },
  ],
  ["history.log", {}, { from: "HEAD", limit: 20 }],
  ["fs.read", { path: "a" }, { encoding: "utf8" }],
  ["state.blocks", {}, { contentLimit: 0, limit: 100 }],
  ["staging.stage", { key: "k", text: "t" }, { zone: "recency", priority: 0, tokenCap: 4_000 }],
] as const)("%s %j has defaults", (name, input, defaults) => {
  expect(capabilityCalls[name].input.parse(input)).toEqual({ ...input, ...defaults });
});
