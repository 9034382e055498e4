import { homedir } from "node:os";
import { join } from "node:path";
import type { Config } from "./config.ts";

/** Everything but `home`, which is known before any other setting is read. */
export const defaults: Omit<Config, "home"> = {
  port: 5400,
  apiPort: 5401,
  upstreams: {
    anthropic: "https://api.anthropic.com",
    openai: "https://api.openai.com",
    gemini: "https://generativelanguage.googleapis.com",
    chatgpt: "https://chatgpt.com",
  },
  mode: "manual",
  auth: "optional",
  budget: { limit: null, strategy: "warn", lowWater: 0.6 },
  holdout: { every: 0 },
  preset: null,
  updates: "notify",
  plugins: "on",
  retention: { days: 30, events: 100_000 },
  proxy: { maxBody: 32 * 1024 * 1024, idleTimeout: 15 * 60_000 },
  logLevel: "info",
};

/** `~/.aperture`. */
export const defaultHome = (): string => join(homedir(), ".aperture");
