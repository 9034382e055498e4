import { expect, test } from "vitest";
import { anyCommand } from "./any-command.ts";
import { agents, findAgent } from "./find-agent.ts";
import { gemini } from "./gemini.ts";
import { loopbackEnv } from "./loopback-env.ts";
import { machine } from "./testing.ts";

const tagged = "http://127.0.0.1:5400/s/run-x-abc123";

test("gemini: the base URL without a version", () => {
  expect(gemini.prepare(machine({ args: ["-p", "x"] }))).toMatchObject({
    command: "gemini",
    args: ["-p", "x"],
    env: { GOOGLE_GEMINI_BASE_URL: tagged },
    gateways: [],
    notices: [],
  });
});

test.each([[{ selectedAuthType: "oauth-personal" }], [{ security: { auth: { selectedType: "oauth-personal" } } }]])(
  "gemini signed in with Google ignores the base URL, and that is said: %j",
  (settings) => {
    const options = machine({ files: { "/home/dev/.gemini/settings.json": settings } });
    expect(gemini.prepare(options).notices[0]).toContain("Google account");
    expect(gemini.explainSilence(options)[0]).toContain("Google account");
  },
);

test("gemini: a gateway, and Vertex AI", () => {
  const options = machine({ env: { GOOGLE_GEMINI_BASE_URL: "https://gw.example", GOOGLE_GENAI_USE_VERTEXAI: "true" } });
  expect(gemini.prepare(options).gateways[0]).toMatchObject({ upstream: "gemini", url: "https://gw.example" });
  expect(gemini.explainSilence(options)[0]).toContain("Vertex");
});

test("any command: all three variables, tagged", () => {
  const launch = anyCommand("node").prepare(machine({ args: ["agent.js"] }));
  expect(launch).toMatchObject({ command: "node", args: ["agent.js"], gateways: [] });
  expect(launch.env).toEqual({
    ANTHROPIC_BASE_URL: tagged,
    OPENAI_BASE_URL: `${tagged}/v1`,
    GOOGLE_GEMINI_BASE_URL: tagged,
  });
});

test("any command: every gateway of the environment is reported", () => {
  const env = { ANTHROPIC_BASE_URL: "https://a.example", OPENAI_BASE_URL: "https://b.example/v1" };
  expect(
    anyCommand("x")
      .prepare(machine({ env }))
      .gateways.map(({ upstream, suffix }) => [upstream, suffix]),
  ).toEqual([
    ["anthropic", ""],
    ["openai", "/v1"],
  ]);
  expect(anyCommand("x").explainSilence(machine())[0]).toContain("ANTHROPIC_BASE_URL");
});

test.each([
  ["/usr/local/bin/node", "node"],
  ["./agent.sh", "agent.sh"],
  ["C:\\Tools\\agent.exe", "agent.exe"],
  ["node", "node"],
  ["/", "/"],
])("any command is named without its folder: %s", (command, name) => {
  expect(anyCommand(command).name).toBe(name);
  expect(anyCommand(command).prepare(machine()).command).toBe(command);
});

test("agents are found by name, and every one explains silence", () => {
  expect(agents.map((agent) => agent.name)).toEqual(["claude", "codex", "opencode", "gemini"]);
  expect(findAgent("claude")).toBe(agents[0]);
  expect(findAgent("constructor")).toBeUndefined();
  for (const agent of agents) expect(agent.explainSilence(machine()).length, agent.name).toBeGreaterThan(0);
});

test.each([
  [{}, {}],
  [{ HTTPS_PROXY: "http://p:1" }, "127.0.0.1,localhost"],
  [{ https_proxy: "http://p:1", no_proxy: "corp.example" }, "corp.example,127.0.0.1,localhost"],
  [{ ALL_PROXY: "socks5://p", NO_PROXY: "localhost, 127.0.0.1" }, {}],
  [{ HTTP_PROXY: "http://p", NO_PROXY: "*" }, {}],
  [{ HTTP_PROXY: "", NO_PROXY: "x" }, {}],
] as const)("loopback stays out of a company proxy: %j", (env, expected) => {
  const value = typeof expected === "string" ? { NO_PROXY: expected, no_proxy: expected } : expected;
  expect(loopbackEnv(env)).toEqual(value);
});
