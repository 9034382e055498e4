import { expect, test } from "vitest";
import { opencode } from "./opencode.ts";
import { machine } from "./testing.ts";

const tagged = "http://127.0.0.1:5400/s/run-x-abc123";
const contentOf = (env: Readonly<Record<string, string | undefined>>) => JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "");

test("each provider's base URL ends in its API's version", () => {
  const launch = opencode.prepare(machine({ args: ["run", "hi"] }));
  expect(launch.args).toEqual(["run", "hi"]);
  expect(contentOf(launch.env)).toEqual({
    provider: {
      anthropic: { options: { baseURL: `${tagged}/v1` } },
      openai: { options: { baseURL: `${tagged}/v1` } },
      google: { options: { baseURL: `${tagged}/v1beta` } },
    },
  });
});

test("what the user has there already is kept", () => {
  const given = {
    model: "openai/gpt-5",
    provider: {
      openai: { options: { timeout: 5 }, models: { x: {} } },
      local: { npm: "x", options: { baseURL: "http://l" } },
    },
  };
  const launch = opencode.prepare(machine({ env: { OPENCODE_CONFIG_CONTENT: JSON.stringify(given) } }));
  expect(contentOf(launch.env)).toMatchObject({
    model: "openai/gpt-5",
    provider: {
      openai: { options: { timeout: 5, baseURL: `${tagged}/v1` }, models: { x: {} } },
      local: { npm: "x", options: { baseURL: "http://l" } },
    },
  });
  expect(launch.gateways).toEqual([]);
});

test.each(["{", "[]", "null", '"x"'])("content that cannot be merged is refused, not dropped: %s", (text) => {
  expect(() => opencode.prepare(machine({ env: { OPENCODE_CONFIG_CONTENT: text } }))).toThrow(
    expect.objectContaining({ code: "agent_config_invalid", exit: 2 }),
  );
});

test("odd shapes below provider are replaced where ours goes, and nothing is polluted", () => {
  const text = '{"provider":{"anthropic":null,"openai":[1],"__proto__":{"options":{"x":1}}}}';
  const launch = opencode.prepare(machine({ env: { OPENCODE_CONFIG_CONTENT: text } }));
  expect(contentOf(launch.env).provider.anthropic).toEqual({ options: { baseURL: `${tagged}/v1` } });
  expect(({} as { options?: unknown }).options).toBeUndefined();
});

test("gateways of files and content; the stronger source counts once", () => {
  const file = "/home/dev/.config/opencode/opencode.json";
  const at = (url: string) => ({ provider: { anthropic: { options: { baseURL: url } } } });
  const weak = machine({ files: { [file]: at("https://a.example/v1") } });
  expect(opencode.prepare(weak).gateways).toEqual([
    { upstream: "anthropic", url: "https://a.example/v1", source: file, suffix: "/v1" },
  ]);
  const both = machine({
    files: { [file]: at("https://a.example/v1"), "/work/shop/opencode.json": at("https://b.example/v1") },
  });
  expect(opencode.prepare(both).gateways.map((gateway) => gateway.url)).toEqual(["https://b.example/v1"]);
  expect(opencode.prepare(machine({ files: { [file]: at("http://127.0.0.1:5400/v1") } })).gateways).toEqual([]);
});

test("silence: a base URL that lacks its version is the first suspect", () => {
  const files = {
    "/work/shop/opencode.json": { provider: { openai: { options: { baseURL: "http://127.0.0.1:5400" } } } },
  };
  expect(opencode.explainSilence(machine({ files }))[0]).toBe(
    "provider.openai.options.baseURL in /work/shop/opencode.json lacks /v1 at its end",
  );
  expect(opencode.explainSilence(machine())).toEqual([expect.stringContaining("none of anthropic, openai and google")]);
});
