import { BudgetStrategy, LibraryName, Mode, UpdatePolicy } from "@aperture/sdk";
import { z } from "zod";

/** One value of the configuration: where it may come from, what it may be, and how that is said to people. */
export interface Setting {
  /** Path in `config.yml`, with dots. */
  readonly key: string;
  readonly env?: string;
  /** The command line's spelling. */
  readonly flag?: string;
  readonly schema: z.ZodType;
  /** Completes "allowed: …". */
  readonly allowed: string;
}

const port = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(0).max(65_535));
const count = (min: number, max: number) =>
  z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]).pipe(z.int().min(min).max(max));

/**
 * An address that requests are sent to. User and password are refused: they would end up in logs and in health. A query
 * or fragment cannot be kept when the client's own path is appended.
 */
const upstream = z
  .string()
  .refine(isUpstream)
  .transform((text) => text.replace(/\/+$/, ""));

function isUpstream(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") return false;
  return url.username === "" && url.password === "" && !/[?#\s]/.test(text);
}

const portAllowed = "a whole number from 0 to 65535";
const upstreamAllowed = "an http(s) address without user, query or fragment, such as https://gateway.example/anthropic";
const oneOf = (values: readonly string[]) => values.join(", ");
const auths = ["optional", "required"] as const;
const onOff = ["on", "off"] as const;
const levels = ["silent", "error", "warn", "info", "debug"] as const;

/** Every setting there is. Loading, `aperture config` and the warnings about unknown keys read this list and nothing else. */
export const settings: readonly Setting[] = [
  { key: "port", env: "APERTURE_PORT", flag: "--port", schema: port, allowed: portAllowed },
  { key: "apiPort", env: "APERTURE_API_PORT", flag: "--api-port", schema: port, allowed: portAllowed },
  ...(["anthropic", "openai", "gemini", "chatgpt"] as const).map((name) => ({
    key: `upstreams.${name}`,
    env: `APERTURE_UPSTREAM_${name.toUpperCase()}`,
    schema: upstream,
    allowed: upstreamAllowed,
  })),
  { key: "mode", env: "APERTURE_MODE", flag: "--mode", schema: Mode, allowed: oneOf(Mode.options) },
  { key: "auth", env: "APERTURE_AUTH", schema: z.enum(auths), allowed: oneOf(auths) },
  {
    key: "budget.limit",
    schema: z.null().or(count(1_000, 100_000_000)),
    allowed: "whole tokens from 1000 to 100000000, or null for the model's window",
  },
  {
    key: "budget.strategy",
    env: "APERTURE_BUDGET",
    schema: BudgetStrategy,
    allowed: oneOf(BudgetStrategy.options),
  },
  { key: "budget.lowWater", schema: z.coerce.number().min(0.1).max(0.95), allowed: "a share from 0.1 to 0.95" },
  { key: "holdout.every", schema: count(0, 1_000_000), allowed: "a whole number from 0 (never) to 1000000" },
  {
    key: "preset",
    env: "APERTURE_PRESET",
    flag: "--preset",
    schema: z
      .null()
      .or(z.literal("none").transform(() => null))
      .or(LibraryName),
    allowed: "the name of a preset (`aperture preset list`), or none",
  },
  { key: "updates", env: "APERTURE_UPDATES", schema: UpdatePolicy, allowed: oneOf(UpdatePolicy.options) },
  // The flag says `off` alone: `aperture start --safe-mode`.
  { key: "plugins", env: "APERTURE_PLUGINS", flag: "--safe-mode", schema: z.enum(onOff), allowed: oneOf(onOff) },
  { key: "retention.days", schema: count(1, 36_500), allowed: "whole days from 1 to 36500" },
  { key: "retention.events", schema: count(1_000, 100_000_000), allowed: "a whole number from 1000 to 100000000" },
  { key: "proxy.maxBody", schema: count(0, 1_073_741_824), allowed: "whole bytes from 0 to 1073741824" },
  { key: "proxy.idleTimeout", schema: count(1_000, 86_400_000), allowed: "whole milliseconds from 1000 to 86400000" },
  { key: "logLevel", env: "APERTURE_LOG_LEVEL", schema: z.enum(levels), allowed: oneOf(levels) },
];

export const findSetting = (key: string): Setting | undefined => settings.find((setting) => setting.key === key);
