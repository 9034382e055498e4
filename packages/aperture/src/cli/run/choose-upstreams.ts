import { ApertureError } from "@aperture/sdk";
import { checkSetting } from "../../config/check-setting.ts";
import type { Upstreams } from "../../config/config.ts";
import { defaults } from "../../config/defaults.ts";
import { findSetting } from "../../config/settings.ts";
import type { Gateway } from "../agents/agent.ts";

export interface ChosenUpstreams {
  /** Set in the environment of a daemon that this run starts. */
  readonly env: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
}

/**
 * Keeps the gateways that the user's environment or settings name: requests still end up there, through Aperture.
 * A running daemon is not changed under the agents that use it, and an upstream that the user configured is not
 * overridden: both throw `gateway_conflict`. Throws `gateway_unusable` for an address that cannot be an upstream.
 */
export function chooseUpstreams(
  gateways: readonly Gateway[],
  upstreams: Readonly<Record<string, string>>,
  startsDaemon: boolean,
): ChosenUpstreams {
  const env: Record<string, string> = {};
  const notices: string[] = [];
  for (const gateway of gateways) {
    const address = upstreamOf(gateway);
    const current = upstreams[gateway.upstream] ?? "";
    if (sameAddress(address, current)) continue;
    if (!startsDaemon || current !== defaults.upstreams[gateway.upstream as keyof Upstreams]) {
      throw new ApertureError("gateway_conflict", {
        variable: gateway.source,
        gateway: gateway.url,
        upstream: current,
        key: `upstreams.${gateway.upstream}`,
      });
    }
    env[`APERTURE_UPSTREAM_${gateway.upstream.toUpperCase()}`] = address;
    notices.push(`${gateway.source} points at ${address}: Aperture sends this provider's requests there`);
  }
  return { env, notices };
}

/** The client appends paths to its base URL that the proxy sees behind `suffix`; the upstream must be the part before it. */
function upstreamOf(gateway: Gateway): string {
  const url = gateway.url.replace(/\/+$/, "");
  if (!url.endsWith(gateway.suffix)) {
    throw new ApertureError("gateway_unusable", {
      variable: gateway.source,
      gateway: gateway.url,
      reason: `it does not end in ${gateway.suffix}`,
    });
  }
  const setting = findSetting(`upstreams.${gateway.upstream}`)!;
  return checkSetting(setting, url.slice(0, url.length - gateway.suffix.length), gateway.source) as string;
}

const sameAddress = (left: string, right: string): boolean =>
  URL.parse(left)?.href.replace(/\/+$/, "") === URL.parse(right)?.href.replace(/\/+$/, "");
