import type { Budget, Mode, UpdatePolicy } from "@aperture/sdk";

export interface Upstreams {
  /** Origins with an optional base path, without a trailing slash. */
  readonly anthropic: string;
  readonly openai: string;
  readonly gemini: string;
  /** Codex with a ChatGPT login (`/backend-api/…`). */
  readonly chatgpt: string;
}

/** The whole configuration, all defaults filled in. Precedence: flag > environment > user file > default. */
export interface Config {
  /** `APERTURE_HOME`, default `~/.aperture`. */
  readonly home: string;
  /** `APERTURE_PORT`, default 5400. 0 takes a free one (tests). */
  readonly port: number;
  /** `APERTURE_API_PORT`, default 5401. */
  readonly apiPort: number;
  readonly upstreams: Upstreams;
  readonly mode: Mode;
  /** `required` turns tokenless reading off. */
  readonly auth: "optional" | "required";
  /** What a session's context is held against unless the session says otherwise. `warn`, the default, changes nothing. */
  readonly budget: Budget;
  /** Every so-manieth session is left untouched, for comparison in the ledger. 0, the default: none. */
  readonly holdout: { readonly every: number };
  /** Preset that every session begins with unless its project, run or user says otherwise; null: none. */
  readonly preset: string | null;
  /** What is done about newer versions of plugins: nothing, tell, or take those that ask for nothing more. Default `notify`. */
  readonly updates: UpdatePolicy;
  /** `off`: safe mode. Plugins stay installed and none of them runs. */
  readonly plugins: "on" | "off";
  readonly retention: { readonly days: number; readonly events: number };
  readonly proxy: {
    /** Bodies above this many bytes pass through unread. Default 32 MB. */
    readonly maxBody: number;
    /** Milliseconds without any byte from the upstream before it is given up. Default 15 minutes. */
    readonly idleTimeout: number;
  };
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}
