import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerReady } from "./peers/peer.ts";

export interface Peer extends PeerReady {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts `peers/<name>.ts` in a process of its own and waits until it listens. Throws when it dies first. */
export async function startPeer(
  name: string,
  args: readonly string[],
  execArgv: readonly string[] = [],
): Promise<Peer> {
  const child = fork(join(import.meta.dirname, "peers", `${name}.ts`), [...args], {
    execArgv: ["--disable-warning=ExperimentalWarning", ...execArgv],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const ready = await new Promise<PeerReady>((resolve, reject) => {
    child.once("message", (message) => resolve(message as PeerReady));
    child.once("exit", (code) =>
      reject(new Error(`bench peer ${name} ended with exit code ${code} before it listened`)),
    );
  });
  return { ...ready, pid: child.pid!, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  if (child.connected) child.send("stop");
  const killer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(killer);
}

/** Resident memory of a process now and at its peak, MB; null where /proc is missing (not Linux). */
export function residentMemory(pid: number): { now: number; peak: number } | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const megabytes = (field: string) => Number(status.match(new RegExp(`${field}:\\s+(\\d+) kB`))?.[1]) / 1024;
    return { now: megabytes("VmRSS"), peak: megabytes("VmHWM") };
  } catch {
    return null;
  }
}
