import { expect, test } from "vitest";
import { defaults } from "../../config/defaults.ts";
import type { Gateway } from "../agents/agent.ts";
import { chooseUpstreams } from "./choose-upstreams.ts";
import { checkLabel, newLabel } from "./run-label.ts";

const upstreams = { ...defaults.upstreams };
const gateway = (url: string, parts: Partial<Gateway> = {}): Gateway => ({
  upstream: "anthropic",
  url,
  source: "ANTHROPIC_BASE_URL",
  suffix: "",
  ...parts,
});

test("no gateway, nothing to do", () => {
  expect(chooseUpstreams([], upstreams, true)).toEqual({ env: {}, notices: [] });
});

test("a daemon that this run starts gets the gateway as its upstream, without the client's own suffix", () => {
  const openai = gateway("https://gw.example/ai/v1/", { upstream: "openai", suffix: "/v1", source: "OPENAI_BASE_URL" });
  expect(chooseUpstreams([gateway("https://gw.example/"), openai], upstreams, true)).toEqual({
    env: { APERTURE_UPSTREAM_ANTHROPIC: "https://gw.example", APERTURE_UPSTREAM_OPENAI: "https://gw.example/ai" },
    notices: [expect.stringContaining("ANTHROPIC_BASE_URL"), expect.stringContaining("OPENAI_BASE_URL")],
  });
});

test("the same address as now is no conflict, however it is written", () => {
  const running = { ...upstreams, anthropic: "https://gw.example/base" };
  expect(chooseUpstreams([gateway("HTTPS://GW.example/base/")], running, false)).toEqual({ env: {}, notices: [] });
});

test.each([
  ["a daemon that runs already", upstreams, false],
  ["an upstream that the user configured", { ...upstreams, anthropic: "https://mine.example" }, true],
] as const)("%s is not overridden", (_, current, starts) => {
  expect(() => chooseUpstreams([gateway("https://gw.example")], current, starts)).toThrow(
    expect.objectContaining({ code: "gateway_conflict", exit: 4 }),
  );
});

test("addresses that cannot be upstreams are refused", () => {
  const noVersion = gateway("https://gw.example/openai", { upstream: "openai", suffix: "/v1" });
  expect(() => chooseUpstreams([noVersion], upstreams, true)).toThrow(
    expect.objectContaining({ code: "gateway_unusable" }),
  );
  for (const url of ["gw.example", "ftp://gw.example", "https://me:pw@gw.example"]) {
    expect(() => chooseUpstreams([gateway(url)], upstreams, true)).toThrow(
      expect.objectContaining({ code: "config_invalid" }),
    );
  }
});

test("labels: made ones are valid, given ones are checked", () => {
  for (const name of ["claude", "/usr/bin/my agent", "..", "", "x".repeat(200)]) {
    expect(checkLabel(newLabel(name))).toMatch(/^run-/);
  }
  expect(newLabel("claude", () => 0)).toBe("run-claude-aaaaaa");
  for (const bad of ["", ".", "..", "a/b", "a b", "é", "x".repeat(65), "a\n"])
    expect(() => checkLabel(bad)).toThrow("--label");
});
