/** Fields that say nothing secret and something useful. Everything else never leaves the proxy: a list of allowed names cannot forget one. */
const safe = new Set([
  "accept",
  "accept-encoding",
  "anthropic-beta",
  "anthropic-version",
  "content-encoding",
  "content-length",
  "content-type",
  "openai-beta",
  "openai-model",
  "openai-processing-ms",
  "openai-version",
  "originator",
  "request-id",
  "retry-after",
  "retry-after-ms",
  "user-agent",
  "version",
  "x-app",
  "x-goog-api-client",
  "x-request-id",
  "x-should-retry",
]);
/** Names of conversations, agents and limits, as clients and providers write them. */
const safePattern =
  /^(?:x-)?(?:[a-z]+[-_])*(?:session|thread|conversation|agent|parent|turn|window|subagent)(?:[-_](?:id|name|type|source))?$|^(?:anthropic-|x-)ratelimit-[a-z-]+$|^x-stainless-[a-z-]+$/;
const secretName =
  /auth|cookie|secret|passw|credential|signature|(?:^|[-_])(?:api|access|private|session)[-_]?(?:key|token)/;
/** Keys and bearer tokens that stand where none belongs. */
export const secretValue = /\b(?:sk|pk|rk|ghp|gho|xox[a-z]|AIza|AKIA|eyJ)[-_A-Za-z0-9]{12,}|\bbearer\s/i;

/** Lower-case names of what may be recorded; repeats are joined as RFC 9110 §5.3 says. */
export function safeHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    if (!safe.has(name) && (!safePattern.test(name) || secretName.test(name))) continue;
    if (secretValue.test(value)) continue;
    kept[name] = name in kept ? `${kept[name]}, ${value}` : value;
  }
  return kept;
}
