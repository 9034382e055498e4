import type { GateCheck } from "./gate-facts.ts";
import { headerValues } from "./header-values.ts";

const json = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;
const form = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
const browserHeader = /^(?:origin|referer|sec-.*)$/i;

/**
 * A write with a body is JSON: the three types a form can send need no preflight, so they are refused. curl's default type
 * passes where no browser header is present; whether that body is JSON is then for the parser to say.
 */
export const checkJson: GateCheck = function checkJson({ rawHeaders, method, kind }) {
  if (kind !== "api" || method === "GET" || method === "HEAD" || method === "OPTIONS") return null;
  const length = headerValues(rawHeaders, "content-length");
  const hasBody =
    headerValues(rawHeaders, "transfer-encoding").length > 0 || length.some((value) => Number(value) !== 0);
  const types = headerValues(rawHeaders, "content-type");
  const [type] = types;
  if (type === undefined && !hasBody) return null;
  if (types.length === 1 && type !== undefined) {
    if (json.test(type)) return null;
    if (form.test(type) && !rawHeaders.some((name, index) => index % 2 === 0 && browserHeader.test(name))) return null;
  }
  return { code: "json_required", facts: {} };
};
