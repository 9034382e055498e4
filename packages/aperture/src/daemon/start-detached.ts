import { spawn } from "node:child_process";
import { closeSync, fchmodSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ApertureError, catalogue, type ErrorCode } from "@aperture/sdk";
import type { Config } from "../config/config.ts";
import type { Announcement } from "./announcement.ts";

export interface StartDetachedOptions {
  config: Config;
  /** Settings beyond the home, as the command line spells them: `["--port", "5400"]`. */
  flags: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** ms until a child that says nothing is given up. */
  patience?: number;
}

const entry = fileURLToPath(new URL("../cli/main.ts", import.meta.url));

export const logFileOf = (home: string): string => join(home, "aperture.log");

/**
 * Starts Aperture as a process of its own that outlives this one and its terminal, and waits until both ports are open.
 * Throws what the child could not do (`port_in_use`, `already_running`, …), or `start_failed`.
 */
export async function startDetached(options: StartDetachedOptions): Promise<{ pid: number; ports: Ports }> {
  const { config, flags, env, patience = 30_000 } = options;
  mkdirSync(config.home, { recursive: true, mode: 0o700 });
  const log = openSync(logFileOf(config.home), "a", 0o600);
  fchmodSync(log, 0o600);
  const child = spawn(
    process.execPath,
    // The flags of bin/aperture.
    ["--max-semi-space-size=8", "--disable-warning=ExperimentalWarning", entry, "start", "--announce", ...flags],
    {
      // Not the caller's folder: a daemon must not keep a disk from being unmounted.
      cwd: config.home,
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
      env: { ...env, APERTURE_HOME: config.home },
    },
  );
  closeSync(log);
  try {
    const ports = await new Promise<Ports>((resolve, reject) => {
      const failed = (reason: string) => reject(new ApertureError("start_failed", { reason }));
      const timer = setTimeout(() => {
        child.kill();
        failed(`nothing was heard of it for ${patience / 1_000} s`);
      }, patience);
      child.once("error", (error) => failed(error.message));
      child.once("exit", (code, signal) => failed(`it ended with ${signal ?? `code ${code}`}`));
      child.once("message", (message) => {
        const announcement = message as Announcement;
        if (announcement.kind === "ready") resolve(announcement.ports);
        else reject(rebuild(announcement));
      });
      child.once("message", () => clearTimeout(timer));
      child.once("exit", () => clearTimeout(timer));
      child.once("error", () => clearTimeout(timer));
    });
    return { pid: child.pid!, ports };
  } finally {
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

type Ports = { proxy: number; api: number };

function rebuild(failure: Extract<Announcement, { kind: "failed" }>): ApertureError {
  if (failure.code !== null && Object.hasOwn(catalogue, failure.code)) {
    return new ApertureError(failure.code as ErrorCode, failure.facts);
  }
  return new ApertureError("start_failed", { reason: failure.message });
}
