import { pointsAtPorts } from "../../config/own-ports.ts";
import { loopbackEnv } from "../agents/loopback-env.ts";
import { type Finding, ok, warn } from "./finding.ts";

const baseUrls = ["ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"];

/** What in the user's shell leads requests elsewhere, or to an Aperture that does not run. */
export function checkEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  ports: { proxy: number; api: number },
  running: boolean,
): Finding[] {
  const findings: Finding[] = [];
  if (Object.keys(loopbackEnv(env)).length > 0) {
    findings.push(
      warn(
        "environment",
        "HTTPS_PROXY or its kin is set and NO_PROXY lacks 127.0.0.1: agents may send requests for Aperture to that proxy",
        "export NO_PROXY=127.0.0.1,localhost (`aperture run` does so for its agent)",
      ),
    );
  }
  for (const name of baseUrls) {
    const value = env[name];
    if (!value) continue;
    if (pointsAtPorts(value, [ports.proxy])) {
      if (!running) {
        findings.push(
          warn(
            "environment",
            `${name} points at Aperture, which does not run: agents of this shell fail`,
            `unset ${name}`,
          ),
        );
      }
      if (name !== "OPENAI_BASE_URL" && /\/v1\/?$/.test(value)) {
        findings.push(
          warn(
            "environment",
            `${name} ends in /v1, which its clients add themselves`,
            `export ${name}=${value.replace(/\/v1\/?$/, "")}`,
          ),
        );
      }
      if (name === "OPENAI_BASE_URL" && !/\/v1\/?$/.test(value)) {
        findings.push(
          warn("environment", `${name} lacks /v1 at its end`, `export ${name}=${value.replace(/\/$/, "")}/v1`),
        );
      }
    } else if (pointsAtPorts(value, [ports.api])) {
      findings.push(warn("environment", `${name} points at the API's port`, `use port ${ports.proxy}`));
    }
  }
  return findings.length > 0 ? findings : [ok("environment", "nothing in it leads around Aperture")];
}
