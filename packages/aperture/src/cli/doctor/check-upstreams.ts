import { defaults } from "../../config/defaults.ts";
import { isLoopback, pointsAtPorts } from "../../config/own-ports.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** The addresses requests are sent to. Nothing is sent to find out: only their shape is looked at. */
export function checkUpstreams(
  upstreams: Readonly<Record<string, string>>,
  ports: { proxy: number; api: number },
): Finding[] {
  return Object.entries(upstreams).map(([name, address]) => {
    const check = `upstream ${name}`;
    const url = URL.parse(address);
    const fix = `run \`aperture config set upstreams.${name} <address>\``;
    if (!url) return fail(check, `${address} is no address`, fix);
    if (pointsAtPorts(address, [ports.proxy, ports.api])) return fail(check, `${address} is Aperture itself`, fix);
    if (url.protocol === "http:" && !isLoopback(url.hostname)) {
      return warn(check, `${address} is not encrypted: keys and context can be read on the way`, fix);
    }
    if (/\/v1(beta)?$/.test(url.pathname)) {
      return warn(check, `${address} ends in a version, which clients send themselves: paths would have it twice`, fix);
    }
    const standard = defaults.upstreams[name as keyof typeof defaults.upstreams] === address;
    return ok(check, standard ? address : `${address} (your own)`);
  });
}
