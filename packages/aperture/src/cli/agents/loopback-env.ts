const proxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

/**
 * Behind a company proxy, clients send even http://127.0.0.1 through it, where it means another machine. NO_PROXY of the
 * agent's own process keeps loopback direct. Both spellings are set: curl reads the small one, others the large one.
 */
export function loopbackEnv(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  if (!proxyVariables.some((name) => env[name])) return {};
  const given = env.NO_PROXY || env.no_proxy || "";
  if (given.trim() === "*") return {};
  const names = given.split(",").map((name) => name.trim());
  const missing = ["127.0.0.1", "localhost"].filter((name) => !names.includes(name));
  if (missing.length === 0) return {};
  const value = [...names.filter((name) => name !== ""), ...missing].join(",");
  return { NO_PROXY: value, no_proxy: value };
}
