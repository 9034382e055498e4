import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSandbox, readText, type Sandbox } from "../support/cli-sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { providerReplies } from "../support/provider-replies.ts";
import { startUpstream, type Upstream } from "../support/upstreams/upstream.ts";

// Every command against one running Aperture that has seen one conversation with a hostile text in it.

const hostile = "\u001b]0;owned\u0007\u009b2J\u202eanswer";
let sandbox: Sandbox;
let upstream: Upstream;

beforeAll(async () => {
  upstream = await startUpstream(providerReplies(hostile));
  sandbox = await createSandbox({ APERTURE_UPSTREAM_ANTHROPIC: upstream.origin });
  const ran = await sandbox.cli(["run", "--label", "demo", "claude", `fix ${hostile}`]);
  expect(ran).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await sandbox.close();
  await upstream.close();
});

const json = async <T>(...args: string[]): Promise<T> => {
  const ran = await sandbox.cli([...args, "--json"]);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(ran.stdout) as T;
};

describe("reading", () => {
  test("session list and show, by id", async () => {
    const { sessions } = await json<{ sessions: { id: string; label: string; project: string }[] }>("session", "list");
    expect(sessions).toMatchObject([{ label: "demo", project: sandbox.project }]);
    const { id } = sessions[0]!;
    expect(await json("session", "show", id)).toMatchObject({ id, label: "demo" });
    expect((await sandbox.cli(["session", "show", id])).stdout).toMatch(/^id +session-1\nlabel +demo$/m);
  });

  test("blocks list and show", async () => {
    const { blocks } = await json<{ blocks: { id: string; role: string; content: string }[] }>("blocks", "list");
    expect(blocks.map((block) => block.role)).toContain("user");
    const users = await json<{ blocks: { id: string }[] }>("blocks", "list", "--role", "user", "--limit", "1");
    expect(users.blocks).toHaveLength(1);
    expect(await json("blocks", "show", users.blocks[0]!.id)).toMatchObject({ role: "user" });
  });

  test("nothing that came from a model or client acts on the terminal, in text or JSON", async () => {
    const commands = [["blocks", "list"], ["blocks", "show", "block-1"], ["session", "list"], ["events"], ["status"]];
    for (const command of [...commands, ["api", "GET", "/blocks"]]) {
      for (const flags of [[], ["--json"]]) {
        const { stdout, stderr, code } = await sandbox.cli([...command, ...flags]);
        expect(code, command.join(" ")).toBe(0);
        expect(stdout + stderr, command.join(" ")).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
      }
    }
  });

  test("events end at the last stored one, start behind --since, and follow until interrupted", async () => {
    const lines = (await sandbox.cli(["events", "--json"])).stdout.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line) as { seq: number; type: string });
    expect(events.map((event) => event.type)).toContain("turn-recorded");
    const second = events[1]!.seq;
    const rest = await sandbox.cli(["events", "--json", "--since", String(second)]);
    expect(rest.stdout.trim().split("\n")).toHaveLength(events.length - 2);
    expect((await sandbox.cli(["events", "--since", String(events.at(-1)!.seq)])).stdout).toBe("");

    const follow = sandbox.start(["events", "--follow", "--json", "--since", String(events.at(-1)!.seq)]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await sandbox.cli(["session", "project", "session-1", "--none"])).code).toBe(0);
    await eventually(() => follow.output().includes("session-project-set") || undefined, "the event is printed");
    follow.child.kill("SIGINT");
    expect((await follow.finished).code).toBe(130);
  });

  test("api: any read, by path below /api/v1 or whole", async () => {
    expect(await json("api", "GET", "/health")).toMatchObject({ status: "ok" });
    expect(await json("api", "get", "/api/v1/sessions?limit=1")).toMatchObject({ next: null });
    expect((await sandbox.cli(["api", "GET", "/nothing"])).code).toBe(3);
    for (const path of ["health", "//evil.example/", "/../secret", "/..", "/\\evil", "http://evil.example/"]) {
      expect((await sandbox.cli(["api", "GET", path])).code, path).toBe(2);
    }
    expect((await sandbox.cli(["api", "BREW", "/health"])).code).toBe(2);
    expect((await sandbox.cli(["api", "POST", "/runs", "--data", "{"])).code).toBe(2);
  });
});

describe("exit codes and errors", () => {
  test.each([
    [["session", "show", "session-99"], 3],
    [["blocks", "show", "block-9999"], 3],
    [["blocks", "list", "--session", "nobody"], 3],
    [["session", "project", "session-1", "/no/such/folder"], 5],
    [["session", "project", "session-1"], 2],
    [["blocks", "list", "--zone", "attic"], 2],
    [["blocks", "list", "--limit", "0"], 2],
    [["blocks", "list", "--limit", "x"], 2],
    [["events", "--since", "-1"], 2],
    [["statsu"], 2],
    [["status", "--nonsense"], 2],
    [["session"], 2],
    [["completions", "tcsh"], 2],
  ])("%j ends with %i; the error is one line on stderr, one object with --json", async (args, code) => {
    const text = await sandbox.cli(args);
    expect(text).toMatchObject({ code, stdout: "" });
    expect(text.stderr).not.toBe("");
    const machine = await sandbox.cli([...args, "--json"]);
    expect(machine.code).toBe(code);
    expect(machine.stdout).toBe("");
    if (args[0] !== "session" || args.length > 1) {
      expect(JSON.parse(machine.stderr)).toMatchObject({ level: "error", code: expect.any(String) });
    }
  });

  test("--help and --version of everything end with 0 on stdout", async () => {
    for (const args of [
      ["--help"],
      ["--version"],
      ["run", "--help"],
      ["session", "--help"],
      ["blocks", "list", "--help"],
    ]) {
      const ran = await sandbox.cli(args);
      expect(ran, args.join(" ")).toMatchObject({ code: 0, stderr: "" });
      expect(ran.stdout).not.toBe("");
    }
  });

  test("an error with --json carries its stable code", async () => {
    const ran = await sandbox.cli(["session", "show", "session-99", "--json"]);
    expect(JSON.parse(ran.stderr)).toMatchObject({ level: "error", code: "not_found" });
  });
});

describe("the page's way in", () => {
  test("open hands a single-use address to the browser; its code gives a token once", async () => {
    const seen = join(sandbox.root, "opened");
    sandbox.install("xdg-open", `#!/bin/sh\nprintf %s "$1" > "${seen}"\n`);
    const opened = await sandbox.cli(["open"]);
    expect(opened).toMatchObject({ code: 0, stdout: `opened http://127.0.0.1:${sandbox.ports.api}\n` });
    const url = new URL(readText(seen));
    expect(url.origin).toBe(`http://127.0.0.1:${sandbox.ports.api}`);
    const code = url.hash.replace("#code=", "");
    const redeem = () =>
      fetch(`${url.origin}/api/v1/pairings/redeem`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code }),
      });
    expect((await redeem()).status).toBe(200);
    expect((await redeem()).status).toBe(401);
  });

  test("a browser that does not open: exit 1, and --print still works", async () => {
    sandbox.install("xdg-open", "#!/bin/sh\nexit 3\n");
    expect((await sandbox.cli(["open"])).code).toBe(1);
    const printed = await sandbox.cli(["open", "--print"]);
    expect(printed.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#code=\S+\n$/);
    const paired = await sandbox.cli(["pair"]);
    expect(paired.stdout).toMatch(/^\S+\n$/);
    // The page has no field for a code: its address carries it.
    expect(paired.stderr).toContain(`http://127.0.0.1:${sandbox.ports.api}/#code=${paired.stdout.trim()}`);
    expect(paired.stderr).not.toMatch(/type/i);
    expect(printed.stdout).not.toContain(readText(sandbox.home, "token").trim());
  });
});

describe("configuration", () => {
  test("a wrong value: one line, exit 2, whoever reads the configuration", async () => {
    for (const command of [
      ["start"],
      ["start", "--detach"],
      ["status"],
      ["doctor"],
      ["run", "claude"],
      ["config", "get"],
    ]) {
      const ran = await sandbox.cli(command, { env: { APERTURE_MODE: "yolo" } });
      expect(ran, command.join(" ")).toEqual({
        code: 2,
        stdout: "",
        stderr: 'aperture: APERTURE_MODE: mode is "yolo"; allowed: manual, observe, auto\n',
      });
    }
    const flag = await sandbox.cli(["start", "--port", "banana"]);
    expect(flag).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--port: port is "banana"; allowed: a whole number'),
    });
  });

  test("get, set and path; comments stay; what would be wrong is not written", async () => {
    const file = (await sandbox.cli(["config", "path"])).stdout.trim();
    expect(file).toBe(join(sandbox.home, "config.yml"));
    writeFileSync(file, "# mine\ntheme: dark\n");
    expect((await sandbox.cli(["config", "set", "retention.days", "7"])).code).toBe(0);
    expect(readText(file)).toBe("# mine\ntheme: dark\nretention:\n  days: 7\n");
    expect((await sandbox.cli(["config", "get", "retention.days"])).stdout).toBe("7\n");
    for (const [key, value] of [
      ["mode", "yolo"],
      ["prot", "1"],
      ["upstreams.openai", "http://127.0.0.1:5400"],
    ] as const) {
      expect((await sandbox.cli(["config", "set", key, value])).code, key).toBe(2);
    }
    expect(readText(file)).toBe("# mine\ntheme: dark\nretention:\n  days: 7\n");
    expect((await sandbox.cli(["status"])).stderr).toContain('unknown key "theme"');
  });
});

describe("completions", () => {
  test("bash: the script parses and completes commands and their options", async () => {
    const { stdout } = await sandbox.cli(["completions", "bash"]);
    const ask = (words: string) =>
      execFileSync(
        "bash",
        [
          "-c",
          `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _aperture; printf '%s ' "\${COMPREPLY[@]}"`,
        ],
        {
          encoding: "utf8",
        },
      ).trim();
    expect(ask("aperture stat")).toBe("status");
    expect(ask("aperture blocks comp")).toBe("compress");
    // A group that also does something by itself.
    expect(ask("aperture pending ''").split(" ")).toEqual(expect.arrayContaining(["apply", "--session"]));
    expect(ask("aperture pending apply --se")).toBe("--session");
    expect(ask("aperture session ''").split(" ")).toEqual(expect.arrayContaining(["list", "show", "rm", "project"]));
    expect(ask("aperture blocks list --ro")).toBe("--role");
  });

  test.each(["zsh", "fish"])("%s: every command is in it", async (shell) => {
    const { stdout, code } = await sandbox.cli(["completions", shell]);
    expect(code).toBe(0);
    for (const word of ["start", "doctor", "session", "project", "completions"]) expect(stdout).toContain(word);
  });
});

test("session rm removes the session for good", async () => {
  expect((await sandbox.cli(["session", "rm", "session-1"])).code).toBe(0);
  expect((await sandbox.cli(["session", "show", "session-1"])).code).toBe(3);
});
