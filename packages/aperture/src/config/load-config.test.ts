import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaults } from "./defaults.ts";
import { loadConfig } from "./load-config.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-config-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (text: string) => writeFileSync(join(home, "config.yml"), text);
const load = (env: Record<string, string> = {}, flags: Record<string, string> = {}, warn?: (message: string) => void) =>
  loadConfig({ home, env, flags, ...(warn ? { warn } : {}) });
const refusal = (work: () => unknown): ApertureError => {
  try {
    work();
  } catch (error) {
    if (ApertureError.is(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("where values come from", () => {
  test("nothing set: the defaults, in a home below the user's", () => {
    expect(load()).toEqual({ ...defaults, home });
    expect(loadConfig({ env: { APERTURE_HOME: join(home, "none") } }).home).toBe(join(home, "none"));
    // The user's own file may hold anything; only the folder is of interest here.
    expect(defaults.port).toBe(5400);
    expect(homedir()).not.toBe("");
  });

  test("flag beats environment beats file beats default", () => {
    file("port: 6001\napiPort: 6002\nmode: observe\n");
    expect(load()).toMatchObject({ port: 6001, apiPort: 6002, mode: "observe" });
    expect(load({ APERTURE_PORT: "6003", APERTURE_MODE: "auto" })).toMatchObject({ port: 6003, mode: "auto" });
    expect(load({ APERTURE_PORT: "6003" }, { port: "6004" })).toMatchObject({ port: 6004, apiPort: 6002 });
  });

  test("an empty variable is an unset one", () => {
    expect(load({ APERTURE_PORT: "", APERTURE_UPSTREAM_OPENAI: "" })).toEqual({ ...defaults, home });
  });

  test.each([
    ["APERTURE_UPSTREAM_ANTHROPIC", "anthropic"],
    ["APERTURE_UPSTREAM_OPENAI", "openai"],
    ["APERTURE_UPSTREAM_GEMINI", "gemini"],
    ["APERTURE_UPSTREAM_CHATGPT", "chatgpt"],
  ] as const)("%s sets the upstream, without a trailing slash", (variable, name) => {
    expect(load({ [variable]: "https://gateway.example/base/" }).upstreams[name]).toBe("https://gateway.example/base");
  });

  test("nested keys of the file, and a group without keys", () => {
    file("upstreams:\nretention:\n  days: 7\nproxy:\n  idleTimeout: 5000\n");
    expect(load()).toMatchObject({
      upstreams: defaults.upstreams,
      retention: { days: 7, events: 100_000 },
      proxy: { idleTimeout: 5000 },
    });
  });

  test("a project's .aperture.yml is not read", () => {
    writeFileSync(join(home, ".aperture.yml"), "port: 1\n");
    expect(load().port).toBe(5400);
  });
});

describe("wrong values", () => {
  test.each([
    ["port: lots", "port", '"lots"', "a whole number from 0 to 65535"],
    ["port: 70000", "port", "70000", "a whole number from 0 to 65535"],
    ["port: -1", "port", "-1", "a whole number from 0 to 65535"],
    ["port: 1.5", "port", "1.5", "a whole number from 0 to 65535"],
    ["port: [1]", "port", "[1]", "a whole number from 0 to 65535"],
    ["port:", "port", "null", "a whole number from 0 to 65535"],
    ["mode: yolo", "mode", '"yolo"', "manual, observe, auto"],
    ["auth: true", "auth", "true", "optional, required"],
    ["logLevel: loud", "logLevel", '"loud"', "silent, error, warn, info, debug"],
    ["budget: { strategy: trim }", "budget.strategy", '"trim"', "warn, condense, block"],
    ["budget: warn", "budget", '"warn"', "a group of keys"],
    ["retention: { days: 0 }", "retention.days", "0", "whole days from 1 to 36500"],
    ["retention: 30", "retention", "30", "a group of keys"],
    ["proxy: { maxBody: 2GB }", "proxy.maxBody", '"2GB"', "whole bytes from 0 to 1073741824"],
    ["upstreams: { openai: 12 }", "upstreams.openai", "12", "an http(s) address"],
  ])("%s: one line with file, key, value and what is allowed", (text, key, value, allowed) => {
    file(`${text}\n`);
    const error = refusal(() => load());
    expect(error.code).toBe("config_invalid");
    expect(error.exit).toBe(2);
    expect(error.message).toContain(`${join(home, "config.yml")}: ${key} is ${value}; allowed: ${allowed}`);
    expect(error.message).not.toContain("\n");
  });

  test.each([
    "ftp://provider.example",
    "provider.example",
    "file:///etc/passwd",
    "https://",
    "https://provider.example/?key=1",
    "https://provider.example/#part",
    "https://provider example",
    "javascript:alert(1)",
  ])("the upstream %s", (address) => {
    const error = refusal(() => load({ APERTURE_UPSTREAM_OPENAI: address }));
    expect(error.message).toContain("APERTURE_UPSTREAM_OPENAI: upstreams.openai is ");
  });

  test("a password in an upstream is refused and not shown", () => {
    const error = refusal(() => load({ APERTURE_UPSTREAM_OPENAI: "https://me:hunter2@provider.example" }));
    expect(error.message).toContain("//…@provider.example");
    expect(error.message).not.toContain("hunter2");
  });

  test("environment and flags are named as they are spelled", () => {
    expect(refusal(() => load({ APERTURE_API_PORT: "x" })).message).toMatch(/^APERTURE_API_PORT: apiPort is "x";/);
    expect(refusal(() => load({}, { mode: "x" })).message).toMatch(/^--mode: mode is "x";/);
  });

  test("a wrong value is told even where a better one overrides it", () => {
    file("port: wrong\n");
    expect(refusal(() => load({}, { port: "5500" })).message).toContain("config.yml: port is");
  });

  test("line breaks and escapes cannot leave their line, long values are cut", () => {
    const error = refusal(() => load({ APERTURE_MODE: `a\nb\u001b[31m${"x".repeat(500)}` }));
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.message.length).toBeLessThan(200);
  });
});

describe("values that are wrong together", () => {
  test.each([
    ["http://127.0.0.1:5400"],
    ["http://localhost:5401/v1"],
    ["http://LOCALHOST.:5400"],
    ["http://127.9.9.9:5400"],
    ["http://0.0.0.0:5400"],
    ["http://[::1]:5400"],
    ["http://[::]:5401"],
    ["http://[::ffff:127.0.0.1]:5400"],
    ["http://0x7f.1:5400"],
    ["http://2130706433:5400"],
    ["http://api.localhost:5400"],
  ])("the upstream %s is our own port", (address) => {
    const error = refusal(() => load({ APERTURE_UPSTREAM_ANTHROPIC: address }));
    expect(error.message).toContain("not Aperture's own port");
  });

  test("other ports of this machine are fine, and so are other machines on our port numbers", () => {
    load({ APERTURE_UPSTREAM_ANTHROPIC: "http://127.0.0.1:4000" });
    load({ APERTURE_UPSTREAM_ANTHROPIC: "http://gateway.example:5400" });
  });

  test("default ports of the schemes count", () => {
    expect(refusal(() => load({ APERTURE_PORT: "80", APERTURE_UPSTREAM_OPENAI: "http://localhost" })).code).toBe(
      "config_invalid",
    );
  });

  test("both listeners on one port; two free ones are fine", () => {
    expect(refusal(() => load({ APERTURE_API_PORT: "5400" })).message).toContain("APERTURE_API_PORT: apiPort is 5400");
    expect(load({ APERTURE_PORT: "0", APERTURE_API_PORT: "0" })).toMatchObject({ port: 0, apiPort: 0 });
  });
});

describe("the file itself", () => {
  test("unknown keys are warned of, with the nearest known one", () => {
    file("prot: 5400\nupstreams:\n  antropic: https://x.example\ntheme: dark\n");
    const warnings: string[] = [];
    load({}, {}, (message) => warnings.push(message));
    expect(warnings).toEqual([
      `${join(home, "config.yml")}: unknown key "prot"; did you mean port?`,
      `${join(home, "config.yml")}: unknown key "upstreams.antropic"; did you mean upstreams.anthropic?`,
      `${join(home, "config.yml")}: unknown key "theme"`,
    ]);
  });

  test.each(["port: [1", "a: b: c", "- one\n- two", "just text", "port: 1\nport: 2"])(
    "not a map of keys: %j",
    (text) => {
      file(text);
      const error = refusal(() => load());
      expect(error.code).toBe("config_unreadable");
      expect(error.exit).toBe(2);
      expect(error.message).not.toContain("\n");
    },
  );

  test("keys of the language are keys like any other", () => {
    file("__proto__:\n  port: 1\nconstructor: 2\n");
    const warnings: string[] = [];
    expect(load({}, {}, (message) => warnings.push(message)).port).toBe(5400);
    expect(warnings).toHaveLength(2);
  });

  test("empty, and comments only", () => {
    file("");
    expect(load().port).toBe(5400);
    file("# nothing yet\n");
    expect(load().port).toBe(5400);
  });
});
