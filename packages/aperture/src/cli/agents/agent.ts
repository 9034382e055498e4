import { pointsAtPorts } from "../../config/own-ports.ts";

/** Where one agent finds Aperture: the proxy's origin and the path tag of this run. */
export interface Address {
  /** `http://127.0.0.1:5400` */
  readonly origin: string;
  readonly label: string;
}

export type UpstreamName = "anthropic" | "openai" | "gemini" | "chatgpt";

/** A base URL that the user had set before: requests must still end up there. */
export interface Gateway {
  readonly upstream: UpstreamName;
  /** As the user wrote it. */
  readonly url: string;
  /** The variable or file that says so. */
  readonly source: string;
  /** What the client appends its paths to ends in this; the upstream is the address without it. */
  readonly suffix: string;
}

/** How the one process of an agent is started. Nothing of it is written anywhere. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment; undefined removes a variable. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly gateways: readonly Gateway[];
  /** What the user should know before the agent starts. */
  readonly notices: readonly string[];
}

export interface LaunchOptions {
  readonly address: Address;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a settings file of the agent; undefined when there is none. */
  readonly read: (file: string) => string | undefined;
  readonly userHome: string;
  readonly cwd: string;
}

export interface Agent {
  readonly name: string;
  prepare(options: LaunchOptions): Launch;
  /** The likely reasons why an agent ran and no request arrived, most likely first. */
  explainSilence(options: Omit<LaunchOptions, "address">): readonly string[];
}

/** `http://127.0.0.1:5400/s/<label>` and what the client needs behind it. */
export const taggedUrl = (address: Address, path = ""): string => `${address.origin}/s/${address.label}${path}`;

/** A variable's value where it leads somewhere else than to this Aperture. */
export function gatewayOf(
  { env, address }: Pick<LaunchOptions, "env" | "address">,
  variable: string,
  upstream: UpstreamName,
  suffix = "",
): Gateway[] {
  const url = env[variable];
  return url && !leadsHere(url, address) ? [{ upstream, url, source: variable, suffix }] : [];
}

/** An agent that was itself started by `aperture run` starts another one: its base URL is already ours. */
export function leadsHere(url: string, address: Address): boolean {
  return pointsAtPorts(url, [Number(URL.parse(address.origin)?.port)]);
}
