import type { Config } from "../../config/config.ts";
import type { Daemon } from "../../daemon/find-daemon.ts";
import { probePort } from "../../daemon/probe-port.ts";
import { readRunFile } from "../../daemon/run-file.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The running Aperture, or why there is none. */
export async function checkDaemon(config: Config, daemon: Daemon): Promise<Finding[]> {
  switch (daemon.kind) {
    case "running":
      return [
        ok("daemon", `process ${daemon.health.pid} runs since ${daemon.health.startedAt}`),
        await checkProxyPort(daemon.health.ports.proxy),
        ...daemon.health.problems.map((problem) =>
          fail("health", problem, "requests still pass through; see the log in Aperture's home"),
        ),
        checkPeers(daemon.health.gate.peerCheck),
        ...checkCounters(daemon.health.requests),
      ];
    case "silent":
      return [
        fail(
          "daemon",
          `process ${daemon.run.pid} lives, but does not answer`,
          "run `aperture stop`, then `aperture start`",
        ),
      ];
    case "foreign":
      return [fail("daemon", `port ${daemon.port}: ${daemon.reason}`, "stop that program, or set APERTURE_API_PORT")];
    case "absent":
      return [
        readRunFile(config.home)
          ? fail(
              "daemon",
              "it ended without cleaning up: killed, or out of memory",
              "run `aperture start`; nothing acknowledged is lost",
            )
          : warn("daemon", "Aperture is not running", "run `aperture start`, or `aperture run <agent>`"),
        ...(await checkFreePorts(config)),
      ];
  }
}

async function checkProxyPort(port: number): Promise<Finding> {
  return (await probePort(port))
    ? ok("proxy port", `http://127.0.0.1:${port}`)
    : fail("proxy port", `nothing answers on port ${port}`, "run `aperture stop`, then `aperture start`");
}

async function checkFreePorts({ port, apiPort }: Config): Promise<Finding[]> {
  const listeners = [
    ["proxy port", port, "APERTURE_PORT"] as const,
    ["api port", apiPort, "APERTURE_API_PORT"] as const,
  ];
  return Promise.all(
    listeners.map(async ([check, number, variable]) =>
      number !== 0 && (await probePort(number))
        ? fail(check, `port ${number} is in use by another program`, `stop it, or set ${variable}`)
        : ok(check, `${number} is free`),
    ),
  );
}

const checkPeers = (state: "verified" | "unverified"): Finding =>
  state === "verified"
    ? ok("peer check", "connections of other users of this machine are refused")
    : warn(
        "peer check",
        "the owner of a connection cannot be read here: other users of this machine may read without the token",
        "run `aperture config set auth required` if you share this machine",
      );

function checkCounters(requests: { total: number; failed: number; failedOpen: number; opaque: number }): Finding[] {
  const findings: Finding[] = [];
  if (requests.failedOpen > 0) {
    findings.push(
      warn(
        "recording",
        `${requests.failedOpen} requests passed without being recorded`,
        "see the log in Aperture's home",
      ),
    );
  }
  if (requests.opaque > 0) {
    findings.push(
      warn(
        "reading",
        `${requests.opaque} requests were passed on unread`,
        "`aperture events` says why (request-opaque)",
      ),
    );
  }
  return findings;
}
