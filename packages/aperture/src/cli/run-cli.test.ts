import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { defaults } from "../config/defaults.ts";
import { findDaemon } from "../daemon/find-daemon.ts";
import type { CliContext } from "./cli-context.ts";
import { commandTree } from "./completions/command-tree.ts";
import { shells, writeCompletions } from "./completions/write-completions.ts";
import { createProgram } from "./create-program.ts";
import { runCli } from "./run-cli.ts";
import { wholeNumber } from "./whole-number.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "aperture-cli-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A command line in this process, with streams of its own. Port 9 (discard) is nobody's. */
async function run(argv: string[], env: Record<string, string> = {}) {
  const context: CliContext = {
    env: { APERTURE_HOME: home, APERTURE_PORT: "0", APERTURE_API_PORT: "9", ...env },
    cwd: home,
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    exitCode: 0,
  };
  const code = await runCli(argv, context);
  const read = (stream: unknown) => String((stream as PassThrough).read() ?? "");
  return { code, stdout: read(context.stdout), stderr: read(context.stderr), context };
}

const leaves = async (): Promise<string[][]> => {
  const context = { env: {}, stdout: new PassThrough(), stderr: new PassThrough() } as unknown as CliContext;
  const nodes = commandTree(await createProgram(context));
  const isGroup = (path: readonly string[]) =>
    nodes.some((node) => node.path.length > path.length && path.every((word, index) => node.path[index] === word));
  return nodes.filter((node) => node.path.length > 0 && !isGroup(node.path)).map((node) => [...node.path]);
};

test("every command knows --json, --no-input and its exit codes", async () => {
  expect((await leaves()).length).toBeGreaterThan(18);
  for (const path of await leaves()) {
    const { code, stdout } = await run([...path, "--help"]);
    expect(code, path.join(" ")).toBe(0);
    expect(stdout).toContain("--json");
    expect(stdout).toContain("--no-input");
    expect(stdout).toContain("7 Aperture is not running");
  }
});

test("every command that needs the daemon ends with 7 without one", async () => {
  const commands = [
    ["status"],
    ["stop"],
    ["open"],
    ["pair"],
    ["session", "list"],
    ["session", "show", "x"],
    ["session", "rm", "x"],
  ];
  for (const command of [
    ...commands,
    ["blocks", "list"],
    ["blocks", "show", "x"],
    ["events"],
    ["api", "GET", "/health"],
  ]) {
    expect(await run(command), command.join(" ")).toMatchObject({
      code: 7,
      stdout: "",
      stderr: "aperture: Aperture is not running\n",
    });
    expect(JSON.parse((await run([...command, "--json"])).stderr)).toMatchObject({
      level: "error",
      code: "not_running",
    });
  }
});

test("behind --, --json is the agent's own", async () => {
  const { stderr, code } = await run(["run", "--label", "bad label", "--", "x", "--json"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/^aperture: --label is/);
});

test("warnings about the file are told on stderr, as JSON where asked", async () => {
  writeFileSync(join(home, "config.yml"), "prot: 1\n");
  expect((await run(["config", "path"])).stderr).toContain('unknown key "prot"; did you mean port?');
  expect(JSON.parse((await run(["config", "path", "--json"])).stderr)).toMatchObject({ level: "warning" });
});

test("completions of every shell name every command", async () => {
  const context = { env: {}, stdout: new PassThrough(), stderr: new PassThrough() } as unknown as CliContext;
  for (const shell of shells) {
    const script = writeCompletions(await createProgram(context), shell);
    for (const path of await leaves()) for (const word of path) expect(script, `${shell} ${word}`).toContain(word);
  }
});

test.each(["", "-1", "1.5", "1e3", "0x10", "99999999999999999999", undefined, true])(
  "%j is no whole number",
  (value) => {
    expect(() => wholeNumber("--limit", value, 0, 1_000)).toThrow("--limit is");
  },
);

test("what answers on the port without a proof is a stranger, and hears no token", async () => {
  writeFileSync(join(home, "token"), `${"T".repeat(43)}\n`, { mode: 0o600 });
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(JSON.stringify(request.headers) + request.url);
    response.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  try {
    const found = await findDaemon({ ...defaults, home, apiPort: port });
    expect(found).toEqual({ kind: "foreign", port, reason: "another program answers there" });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard.join("\n")).not.toContain("TTTT");
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
