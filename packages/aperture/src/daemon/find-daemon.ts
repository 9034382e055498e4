import { ApertureClient, ApiError, Health } from "@aperture/sdk";
import { readToken } from "../api/auth/token-file.ts";
import { verifyServer } from "../api/proof.ts";
import type { Config } from "../config/config.ts";
import { probePort } from "./probe-port.ts";
import { processIdentity } from "./process-identity.ts";
import { type RunFile, readRunFile } from "./run-file.ts";

/** What stands where this home's Aperture should be. */
export type Daemon =
  | { readonly kind: "running"; readonly client: ApertureClient; readonly health: Health; readonly baseUrl: string }
  /** Nothing listens and no process of ours lives. */
  | { readonly kind: "absent" }
  /** Our process lives, but its API does not answer. */
  | { readonly kind: "silent"; readonly run: RunFile }
  /** Something else has the port; the token is not sent to it. */
  | { readonly kind: "foreign"; readonly port: number; readonly reason: string };

/** Milliseconds for one answer on loopback to who is looking, generous for a machine under load. */
const patience = 5_000;
/** Milliseconds for an answer to work: a command that is staged may run for 30 s, an operation on 10,000 blocks for some. */
const workPatience = 120_000;

/**
 * Looks for this home's Aperture at the ports of its run file, else at the configured ones. The server proves that it
 * knows the token before the token is sent. Throws `token_unsafe`.
 */
export async function findDaemon(config: Config, fetch: typeof globalThis.fetch = globalThis.fetch): Promise<Daemon> {
  const run = readRunFile(config.home);
  const port = run?.ports.api ?? config.apiPort;
  const token = readToken(config.home);
  if (port === 0 || !(await probePort(port))) return (await isOurs(run)) ? { kind: "silent", run: run! } : absent;
  const baseUrl = `http://127.0.0.1:${port}`;
  const within =
    (milliseconds: number): typeof globalThis.fetch =>
    (input, init) =>
      fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(milliseconds) });
  const limited = within(patience);
  if (token === undefined || !(await verifyServer(baseUrl, token, limited))) {
    if (await isOurs(run)) return { kind: "silent", run: run! };
    return { kind: "foreign", port, reason: await describeStranger(baseUrl, config.home, limited) };
  }
  const known = { baseUrl, token: () => token };
  const health = await new ApertureClient({ ...known, fetch: limited }).health();
  return { kind: "running", client: new ApertureClient({ ...known, fetch: within(workPatience) }), health, baseUrl };
}

const absent: Daemon = { kind: "absent" };

/** True when the process that wrote the run file still lives; a reused pid does not count. */
async function isOurs(run: RunFile | undefined): Promise<boolean> {
  return run?.identity != null && (await processIdentity(run.pid)) === run.identity;
}

/** Tokenless: says who answers there, for the message only. */
async function describeStranger(baseUrl: string, home: string, fetch: typeof globalThis.fetch): Promise<string> {
  try {
    const { home: other } = Health.parse(await new ApertureClient({ baseUrl, fetch }).health());
    return other === home ? "it does not know this home's token" : `an Aperture with the home ${other} answers there`;
  } catch (error) {
    if (ApiError.is(error) && error.problem.code === "token_required")
      return "an Aperture of another home answers there";
    return "another program answers there";
  }
}
