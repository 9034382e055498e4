import { ownAuthorities } from "./check-host.ts";
import type { GateCheck } from "./gate-facts.ts";
import { headerValues } from "./header-values.ts";
import { quote } from "./quote.ts";

/** No Origin, or exactly our own. Cross-site WebSockets carry nothing else that gives them away. */
export const checkOrigin: GateCheck = function checkOrigin({ rawHeaders, port }) {
  const origins = headerValues(rawHeaders, "origin");
  const [origin] = origins;
  if (origin === undefined) return null;
  const own = ownAuthorities(port).map((authority) => `http://${authority}`);
  if (origins.length === 1 && own.includes(origin)) return null;
  return { code: "origin_refused", facts: { origin: quote(origins.join(", ")) } };
};
