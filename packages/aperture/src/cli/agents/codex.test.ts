import { expect, test } from "vitest";
import { codex } from "./codex.ts";
import { machine } from "./testing.ts";

const auth = "/home/dev/.codex/auth.json";
const config = "/home/dev/.codex/config.toml";
const providerOf = (args: readonly string[]) => args[3] ?? "";

test("with a key in the environment: a custom provider before the user's own arguments", () => {
  const launch = codex.prepare(machine({ env: { OPENAI_API_KEY: "sk-x" }, args: ["exec", "hello"] }));
  expect(launch.command).toBe("codex");
  expect(launch.args).toEqual([
    "-c",
    'model_provider="aperture"',
    "-c",
    'model_providers.aperture={name="aperture",base_url="http://127.0.0.1:5400/s/run-x-abc123/v1",env_key="OPENAI_API_KEY",wire_api="responses"}',
    "exec",
    "hello",
  ]);
  expect(launch.env).toEqual({});
});

test("with a ChatGPT login: its own upstream path and its own credentials", () => {
  const launch = codex.prepare(machine({ files: { [auth]: { OPENAI_API_KEY: null, tokens: { access_token: "x" } } } }));
  expect(providerOf(launch.args)).toContain('base_url="http://127.0.0.1:5400/s/run-x-abc123/backend-api/codex"');
  expect(providerOf(launch.args)).toContain("requires_openai_auth=true");
});

test("a login that is stored wins over the environment, as in Codex itself: nobody else's account is billed", () => {
  const files = { [auth]: { tokens: { access_token: "x" } } };
  const launch = codex.prepare(machine({ env: { OPENAI_API_KEY: "sk-x" }, files }));
  expect(providerOf(launch.args)).toContain("/backend-api/codex");
  expect(providerOf(launch.args)).not.toContain("env_key");
});

test.each([
  ["OPENAI_API_KEY alone", { OPENAI_API_KEY: "sk-x" }],
  ["auth_mode apikey", { auth_mode: "apikey", OPENAI_API_KEY: "sk-x", tokens: { access_token: "old" } }],
])("with a stored key (%s): /v1 and the stored credential", (_, stored) => {
  const launch = codex.prepare(machine({ files: { [auth]: stored } }));
  expect(providerOf(launch.args)).toContain('/v1"');
  expect(providerOf(launch.args)).toContain("requires_openai_auth=true");
});

test("no secret of auth.json is on the command line", () => {
  const launch = codex.prepare(machine({ files: { [auth]: { OPENAI_API_KEY: "sk-secret", tokens: null } } }));
  expect(JSON.stringify(launch)).not.toContain("sk-secret");
});

test("no login at all: said before it starts", () => {
  expect(codex.prepare(machine()).notices).toEqual([expect.stringContaining("not logged in")]);
});

test("CODEX_HOME is where Codex looks", () => {
  const launch = codex.prepare(machine({ env: { CODEX_HOME: "/c" }, files: { "/c/auth.json": { tokens: { a: 1 } } } }));
  expect(providerOf(launch.args)).toContain("/backend-api/codex");
});

test("a provider of the user's config is kept as a gateway, with its key", () => {
  const toml = `# company
model = "gpt-5"
model_provider = "corp" # ours

[model_providers.corp]
name = 'Corp'
base_url = "https://gw.example/openai/v1"
env_key = 'CORP_KEY'
`;
  const launch = codex.prepare(machine({ env: { OPENAI_API_KEY: "x" }, files: { [config]: toml } }));
  expect(launch.gateways).toEqual([
    { upstream: "openai", url: "https://gw.example/openai/v1", source: config, suffix: "/v1" },
  ]);
  expect(providerOf(launch.args)).toContain('env_key="CORP_KEY"');
});

test("openai_base_url of the built-in provider is a gateway too; ours is not", () => {
  const launch = codex.prepare(machine({ files: { [config]: 'openai_base_url = "https://gw.example/v1"\n' } }));
  expect(launch.gateways).toHaveLength(1);
  const ours = codex.prepare(machine({ files: { [config]: 'openai_base_url = "http://localhost:5400/v1"\n' } }));
  expect(ours.gateways).toEqual([]);
});

test("keys of other tables, and what is no simple line, are passed over", () => {
  const toml = `[profiles.x]\nmodel_provider = "corp"\n[model_providers."corp"]\nbase_url = "https://gw.example/v1"\nmodel_provider = """\nx"""\n`;
  expect(codex.prepare(machine({ files: { [config]: toml } })).gateways).toEqual([]);
});

test("a chosen provider whose address is unknown is named", () => {
  const launch = codex.prepare(
    machine({ env: { OPENAI_API_KEY: "x" }, files: { [config]: 'model_provider = "azure"' } }),
  );
  expect(launch.notices).toEqual([expect.stringContaining("azure")]);
});

test.each([[["-c", 'model_provider="ollama"']], [["--config=model_provider=x"]], [["--oss"]]])(
  "%j leads around Aperture, and that is said",
  (args) => {
    expect(codex.prepare(machine({ env: { OPENAI_API_KEY: "x" }, args })).notices).toEqual([
      expect.stringContaining("wins over"),
    ]);
    expect(codex.explainSilence(machine({ args }))[0]).toContain("wins over");
  },
);

test("silence: ChatGPT login, no login, and always the built-in provider", () => {
  const chatgpt = codex.explainSilence(machine({ files: { [auth]: { tokens: {} } } }));
  expect(chatgpt[0]).toContain("ChatGPT login");
  expect(codex.explainSilence(machine())[0]).toContain("not logged in");
  expect(codex.explainSilence(machine({ env: { OPENAI_API_KEY: "x" } }))).toEqual([
    expect.stringContaining("ignores OPENAI_BASE_URL"),
  ]);
});
