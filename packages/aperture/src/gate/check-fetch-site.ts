import type { GateCheck } from "./gate-facts.ts";
import { headerValues } from "./header-values.ts";

/**
 * Sec-Fetch-Site is absent, `same-origin`, or (`none`, on the API port) a person opening the page. Images, scripts and
 * frames of another site carry no Origin, only this. Node's own fetch sends Sec-Fetch-Mode without Sec-Fetch-Site.
 */
export const checkFetchSite: GateCheck = function checkFetchSite({ rawHeaders, method, kind }) {
  const sites = headerValues(rawHeaders, "sec-fetch-site");
  const [site] = sites;
  if (site === undefined || (sites.length === 1 && site === "same-origin")) return null;
  const opensPage = headerValues(rawHeaders, "sec-fetch-mode").join() === "navigate" && method === "GET";
  if (kind === "api" && sites.length === 1 && site === "none" && opensPage) return null;
  return { code: "cross_site_refused", facts: {} };
};
