import type { LaunchOptions } from "./agent.ts";

/** A machine with the given environment and settings files, for the tests of agents. */
export function machine(
  parts: { env?: Record<string, string>; files?: Record<string, unknown>; args?: string[] } = {},
): LaunchOptions {
  const files = new Map(Object.entries(parts.files ?? {}));
  return {
    address: { origin: "http://127.0.0.1:5400", label: "run-x-abc123" },
    args: parts.args ?? [],
    env: parts.env ?? {},
    userHome: "/home/dev",
    cwd: "/work/shop",
    read: (file) => {
      const content = files.get(file);
      return content === undefined || typeof content === "string" ? content : JSON.stringify(content);
    },
  };
}
