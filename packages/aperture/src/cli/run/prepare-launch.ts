import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import type { Config } from "../../config/config.ts";
import type { Address, Agent, Launch, LaunchOptions } from "../agents/agent.ts";
import { loopbackEnv } from "../agents/loopback-env.ts";
import type { CliContext } from "../cli-context.ts";

/** What an agent module needs to know of the user's machine. */
export function surroundingsOf(
  { env, cwd }: Pick<CliContext, "env" | "cwd">,
  args: readonly string[],
): Omit<LaunchOptions, "address"> {
  return { args, env, cwd, userHome: env.HOME || homedir(), read: readText };
}

/** The agent's launch with loopback kept out of company proxies. */
export function prepareLaunch(agent: Agent, options: LaunchOptions): Launch {
  const launch = agent.prepare(options);
  return { ...launch, env: { ...loopbackEnv(options.env), ...launch.env } };
}

/** Where the proxy will be, before it runs. */
export const expectedAddress = (config: Config, label: string): Address => ({
  origin: `http://127.0.0.1:${config.port}`,
  label,
});

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
