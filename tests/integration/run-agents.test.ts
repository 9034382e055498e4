import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSandbox, lastJson, readText, type Sandbox } from "../support/cli-sandbox.ts";
import { providerReplies } from "../support/provider-replies.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// `aperture run` with programs on the PATH that look for their base URL where the real agents do.

interface Report {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  answers: { status: number }[];
}

let sandbox: Sandbox;
let upstream: Upstream;
beforeEach(async () => {
  upstream = await startUpstream(providerReplies("done"));
  const { origin } = upstream;
  sandbox = await createSandbox({
    APERTURE_UPSTREAM_ANTHROPIC: origin,
    APERTURE_UPSTREAM_OPENAI: origin,
    APERTURE_UPSTREAM_GEMINI: origin,
    APERTURE_UPSTREAM_CHATGPT: origin,
  });
});
afterEach(async () => {
  await sandbox.close();
  await upstream.close();
});

const write = (path: string, content: unknown): void => {
  const file = join(sandbox.userHome, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
};

describe("each agent's requests arrive at its provider, under its own path tag", () => {
  test.each([
    ["claude", ["-p", "hi"], {}, "/v1/messages?beta=true", "x-api-key", "sk-ant-fake-key-of-the-agent"],
    ["codex", ["exec", "hi"], { OPENAI_API_KEY: "sk-env" }, "/v1/responses", "authorization", "Bearer sk-env"],
    ["opencode", ["run", "hi"], {}, "/v1/chat/completions", "authorization", "Bearer sk-fake"],
    ["gemini", ["-p", "hi"], {}, "/v1beta/models/gemini-3-pro:generateContent", "x-goog-api-key", "AIzaFake"],
  ])("%s", async (agent, args, env, target, header, credential) => {
    const ran = await sandbox.cli(["run", "--label", "trial", agent, ...args], { env });
    expect(ran.stderr).toBe("");
    expect(ran.code).toBe(0);
    expect(lastJson<Report>(ran.stdout).answers).toMatchObject([{ status: 200 }]);
    expect(upstream.seen.map((request) => request.target)).toEqual([target]);
    expect(upstream.seen[0]!.headers[header]).toBe(credential);
    const sessions = lastLines(await sandbox.cli(["session", "list", "--json"]));
    expect(sessions.sessions).toMatchObject([{ label: "trial", project: sandbox.project }]);
  });

  test("codex with a ChatGPT login: its own upstream path, its own credentials, nothing copied", async () => {
    write(".codex/auth.json", { OPENAI_API_KEY: null, tokens: { access_token: "chatgpt-secret-token" } });
    const ran = await sandbox.cli(["run", "codex", "exec", "hi"], { env: { OPENAI_API_KEY: "sk-env" } });
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(upstream.seen.map((request) => request.target)).toEqual(["/backend-api/codex/responses"]);
    expect(upstream.seen[0]!.headers.authorization).toBe("Bearer stored-login");
    expect(ran.stdout).not.toContain("chatgpt-secret-token");
  });

  test("any command behind --: three tagged base URLs", async () => {
    const ran = await sandbox.cli(["run", "--label", "mine", "--", "other-agent", "--json", "x"]);
    expect(ran.code).toBe(0);
    const { env, args } = lastJson<Report>(ran.stdout);
    const tagged = `http://127.0.0.1:${sandbox.ports.proxy}/s/mine`;
    expect(args).toEqual(["--json", "x"]);
    expect(env).toMatchObject({
      ANTHROPIC_BASE_URL: tagged,
      OPENAI_BASE_URL: `${tagged}/v1`,
      GOOGLE_GEMINI_BASE_URL: tagged,
    });
  });

  test("claude keeps tool search and the long window; arguments and folder are its own", async () => {
    const folder = join(sandbox.project, "a folder");
    mkdirSync(folder);
    const ran = await sandbox.cli(["run", "claude", "--version", "-p", "two words"], { cwd: folder });
    const report = lastJson<Report>(ran.stdout);
    expect(report).toMatchObject({
      args: ["--version", "-p", "two words"],
      cwd: folder,
      env: { ENABLE_TOOL_SEARCH: "true" },
    });
    expect(report.env._CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL).toBe("1");
    expect(report.env.ANTHROPIC_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/s\/run-claude-[a-z0-9]{6}$/);
  });
});

test("behind a company proxy, loopback stays direct", async () => {
  const ran = await sandbox.cli(["run", "claude", "hi"], {
    env: { HTTPS_PROXY: "http://proxy.invalid:3128", NO_PROXY: "corp" },
  });
  expect(lastJson<Report>(ran.stdout).env.NO_PROXY).toBe("corp,127.0.0.1,localhost");
  expect(upstream.seen).toHaveLength(1);
});

test("nothing is left behind but Aperture's own home", async () => {
  write(".claude/settings.json", { permissions: {} });
  write(".codex/config.toml", 'model = "gpt-5"\n');
  write(".config/opencode/opencode.json", { model: "openai/gpt-5" });
  write(".gemini/settings.json", {});
  const before = tree(sandbox.userHome);
  const project = tree(sandbox.project);
  for (const agent of ["claude", "codex", "opencode", "gemini"]) {
    expect((await sandbox.cli(["run", agent, "hi"], { env: { OPENAI_API_KEY: "x" } })).code, agent).toBe(0);
  }
  expect((await sandbox.cli(["stop"])).code).toBe(0);
  expect(tree(sandbox.userHome)).toEqual(before);
  expect(tree(sandbox.project)).toEqual(project);
  expect(sandbox.runFile()).toBeUndefined();
});

test("no credential of any agent is in Aperture's home", async () => {
  await sandbox.cli(["run", "claude", "hi"]);
  await sandbox.cli(["run", "codex", "hi"], { env: { OPENAI_API_KEY: "sk-canary-of-codex" } });
  await sandbox.cli(["stop"]);
  for (const [file, content] of Object.entries(tree(sandbox.home, true))) {
    expect(content, file).not.toMatch(/sk-ant-fake-key-of-the-agent|sk-canary-of-codex/);
  }
});

interface Sessions {
  sessions: { label: string; project: string | null }[];
}
const lastLines = (ran: { stdout: string }): Sessions => JSON.parse(ran.stdout) as Sessions;

/** Every file below `folder` with its text; Aperture's own home is left out unless it is the folder itself. */
function tree(folder: string, own = false): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    if (!own && name.startsWith(".aperture")) continue;
    files[name] = statSync(join(folder, name)).isFile() ? readText(folder, name) : "";
  }
  return files;
}
