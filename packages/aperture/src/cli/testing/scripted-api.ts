import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { json } from "node:stream/consumers";
import { proofOf } from "../../api/proof.ts";
import type { CliContext } from "../cli-context.ts";
import { runCli } from "../run-cli.ts";

/** What an API answers: a value, or a problem where it has a `status`. */
export type Script = (request: string, body: unknown) => unknown;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was asked for since the command began, as `POST /path {"body":1}`. */
  readonly asked: readonly string[];
}

export interface ScriptedApi {
  readonly home: string;
  /** Runs a command line in this process against the script; `stdin` undefined is a terminal. */
  run(argv: readonly string[], script?: Script, stdin?: string | { readonly typed: string }): Promise<Ran>;
  close(): Promise<void>;
}

const token = "T".repeat(43);
const prefix = "/api/v1";

/** An API that proves itself and answers from a script: what a command asks for and makes of the answer, without a daemon. */
export async function startScriptedApi(): Promise<ScriptedApi> {
  const home = mkdtempSync(join(tmpdir(), "aperture-scripted-"));
  writeFileSync(join(home, "token"), `${token}\n`, { mode: 0o600 });
  let script: Script = () => ({});
  let asked: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    const path = url.pathname.slice(prefix.length);
    const tell = (value: unknown, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (path === "/proof") return tell({ proof: proofOf(token, url.searchParams.get("nonce") ?? "", portOf(server)) });
    if (path === "/health") return tell({});
    const body = request.method === "GET" || request.method === "DELETE" ? undefined : await json(request);
    const what = `${request.method} ${path}${url.search}`;
    asked.push(body === undefined ? what : `${what} ${JSON.stringify(body)}`);
    const answer = script(what, body);
    tell(answer, statusOf(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));

  return {
    home,
    async run(argv, nextScript = () => ({}), stdin) {
      script = nextScript;
      asked = [];
      const input: CliContext["stdin"] = new PassThrough();
      if (typeof stdin !== "string") input.isTTY = true;
      if (stdin !== undefined) (input as PassThrough).end(typeof stdin === "string" ? stdin : stdin.typed);
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const env = {
        APERTURE_HOME: home,
        APERTURE_PORT: "0",
        APERTURE_API_PORT: String(portOf(server)),
        EDITOR: "false",
      };
      const context: CliContext = { env, cwd: home, stdin: input, stdout, stderr, exitCode: 0 };
      const code = await runCli(argv, context);
      return { code, stdout: String(stdout.read() ?? ""), stderr: String(stderr.read() ?? ""), asked };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(home, { recursive: true });
    },
  };
}

const portOf = (server: ReturnType<typeof createServer>): number => (server.address() as AddressInfo).port;

const statusOf = (answer: unknown): number =>
  typeof answer === "object" && answer !== null && "status" in answer && typeof answer.status === "number"
    ? answer.status
    : 200;
