import { expect, test } from "vitest";
import { claude } from "./claude.ts";
import { machine } from "./testing.ts";

const tagged = "http://127.0.0.1:5400/s/run-x-abc123";

test("the base URL without /v1, and the parity variables", () => {
  expect(claude.prepare(machine({ args: ["-p", "hello"] }))).toEqual({
    command: "claude",
    args: ["-p", "hello"],
    env: { ANTHROPIC_BASE_URL: tagged, ENABLE_TOOL_SEARCH: "true", _CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL: "1" },
    gateways: [],
    notices: [],
  });
});

test("parity variables that the user has set are theirs, empty and false included", () => {
  const { env } = claude.prepare(
    machine({ env: { ENABLE_TOOL_SEARCH: "false", _CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL: "" } }),
  );
  expect(env).toEqual({ ANTHROPIC_BASE_URL: tagged });
});

test("a gateway of the environment is reported, our own address is not", () => {
  const url = "https://gateway.example/anthropic";
  expect(claude.prepare(machine({ env: { ANTHROPIC_BASE_URL: url } })).gateways).toEqual([
    { upstream: "anthropic", url, source: "ANTHROPIC_BASE_URL", suffix: "" },
  ]);
  for (const ours of ["http://127.0.0.1:5400/s/run-other-1", "http://localhost:5400"]) {
    expect(claude.prepare(machine({ env: { ANTHROPIC_BASE_URL: ours } })).gateways).toEqual([]);
  }
});

test.each([
  ["/home/dev/.claude/settings.json", {}],
  ["/work/shop/.claude/settings.json", {}],
  ["/work/shop/.claude/settings.local.json", {}],
  ["/etc/claude/settings.json", { CLAUDE_CONFIG_DIR: "/etc/claude" }],
])("%s would win over the environment: the command line's settings win over it", (file, env) => {
  const url = "https://gateway.example";
  const launch = claude.prepare(
    machine({ env, args: ["-p", "x"], files: { [file]: { env: { ANTHROPIC_BASE_URL: url } } } }),
  );
  expect(launch.args).toEqual(["--settings", JSON.stringify({ env: { ANTHROPIC_BASE_URL: tagged } }), "-p", "x"]);
  expect(launch.gateways).toEqual([{ upstream: "anthropic", url, source: file, suffix: "" }]);
  expect(launch.notices).toEqual([]);
});

test("the user's own --settings are not touched, and that is said", () => {
  const files = { "/home/dev/.claude/settings.json": { env: { ANTHROPIC_BASE_URL: "https://gateway.example" } } };
  for (const args of [["--settings", "{}"], ["--settings={}"]]) {
    const launch = claude.prepare(machine({ args, files }));
    expect(launch.args).toEqual(args);
    expect(launch.notices[0]).toContain("/home/dev/.claude/settings.json");
  }
});

test.each(["{", "[]", "null", '{"env":[]}', '{"env":{"ANTHROPIC_BASE_URL":7}}', '{"permissions":{}}'])(
  "settings that say nothing about it: %s",
  (text) => {
    const launch = claude.prepare(machine({ files: { "/home/dev/.claude/settings.json": text } }));
    expect(launch.args).toEqual([]);
  },
);

test("silence is explained by what is there, the likeliest first", () => {
  expect(claude.explainSilence(machine())).toHaveLength(1);
  expect(claude.explainSilence(machine({ env: { CLAUDE_CODE_USE_BEDROCK: "1" } }))[0]).toContain(
    "CLAUDE_CODE_USE_BEDROCK",
  );
  const files = { "/work/shop/.claude/settings.json": { env: { ANTHROPIC_BASE_URL: "https://gw.example" } } };
  expect(claude.explainSilence(machine({ files }))[0]).toContain(
    "/work/shop/.claude/settings.json sets env.ANTHROPIC_BASE_URL",
  );
});
