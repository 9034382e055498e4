import type { CapabilityInput, CapabilityName, CapabilityOutput } from "../capability-calls.ts";
import type { GuestPort } from "../guest-port.ts";
import type { Declared } from "./declared.ts";
import { undeclared } from "./guest-error.ts";

type Input<N extends CapabilityName> = CapabilityInput<N>;
type Output<N extends CapabilityName> = Promise<CapabilityOutput<N>>;
type Field<N extends CapabilityName, K extends string> = Promise<CapabilityOutput<N>[K & keyof CapabilityOutput<N>]>;

/** Asks of a task, by name: JSON in, JSON out. Rejects with the host's refusal. */
export class CapabilityAsks {
  readonly #port: GuestPort;
  readonly declared: Declared;

  constructor(port: GuestPort, declared: Declared) {
    this.#port = port;
    this.declared = declared;
  }

  async ask<N extends CapabilityName>(name: N, input: Input<N>): Output<N> {
    const json = JSON.stringify(input) as string | undefined;
    if (json === undefined) throw new TypeError(`${name} takes an object`);
    return JSON.parse(await this.#port.ask(name, json)) as CapabilityOutput<N>;
  }

  net(): NetAsks {
    this.declared.key("net", '["api.example.com"]');
    return { fetch: (url, settings = {}) => this.ask("net.fetch", { ...settings, url }) };
  }

  fs(): FsAsks {
    this.declared.key("fs", '{ "read": ["$PROJECT/**"] }');
    return {
      read: (path, settings = {}) => this.ask("fs.read", { ...settings, path }),
      list: (glob, settings = {}) => this.ask("fs.list", { ...settings, glob }),
      watch: async (input = {}) => (await this.ask("fs.watch", input)).watching,
    };
  }

  history(): HistoryAsks {
    this.declared.key("history", "true");
    return {
      log: (input = {}) => this.ask("history.log", input),
      status: (input = {}) => this.ask("history.status", input),
      diff: (input = {}) => this.ask("history.diff", input),
      show: (input) => this.ask("history.show", input),
      blame: (input) => this.ask("history.blame", input),
      filesChangedWith: (path, settings = {}) => this.ask("history.files-changed-with", { ...settings, path }),
    };
  }

  secrets(): SecretAsks {
    return {
      get: async (name) => {
        this.declared.secret(name);
        return (await this.ask("secrets.get", { name })).value;
      },
    };
  }

  speech(): SpeechAsks {
    this.declared.key("speech", "true");
    return { transcribe: async (audio) => (await this.ask("speech.transcribe", { audio })).text };
  }

  state(): StateAsks {
    return {
      session: (input = {}) => this.ask("state.session", input),
      sessions: async (input = {}) => (await this.ask("state.sessions", input)).sessions,
      usage: (input = {}) => this.ask("state.usage", input),
      budget: (input = {}) => this.ask("state.budget", input),
      prices: (model) => this.ask("state.prices", { model }),
      ledger: (input = {}) => this.ask("state.ledger", input),
      cache: (input = {}) => this.ask("state.cache", input),
      blocks: async (input = {}) => {
        this.declared.key("blocks", "{}");
        return this.ask("state.blocks", input);
      },
      text: async (block) => {
        if (!this.declared.mayRead()) undeclared("blocks.read:content", '"blocks": { "read": "content" }');
        return (await this.ask("state.text", { block })).text;
      },
    };
  }

  blocks(): BlockAsks {
    const operation =
      <N extends BlockOperation>(name: N, field: string) =>
      async (input: Input<`blocks.${N}`>) => {
        this.declared.write(field);
        return this.ask(`blocks.${name}`, input);
      };
    return {
      compress: operation("compress", "level"),
      edit: operation("edit", "content"),
      remove: operation("remove", "remove"),
      pin: operation("pin", "pin"),
      move: operation("move", "zone"),
      insert: operation("insert", "insert"),
      redact: operation("redact", "redact"),
      /** Whichever field it takes back is the host's to check. */
      restore: async (input) => {
        this.declared.key("blocks", '{ "write": ["level"] }');
        return this.ask("blocks.restore", input);
      },
    };
  }
}

export interface NetAsks {
  fetch(url: string, settings?: Omit<Input<"net.fetch">, "url">): Output<"net.fetch">;
}
export interface FsAsks {
  /** `path` from the project's folder. */
  read(path: string, settings?: Omit<Input<"fs.read">, "path">): Output<"fs.read">;
  list(glob: string, settings?: Omit<Input<"fs.list">, "glob">): Output<"fs.list">;
  /** From now on, or no longer, the event `fs-changed` tells of files that the plugin may read. Needs `fs.watch`. */
  watch(input?: Input<"fs.watch">): Promise<boolean>;
}
export interface HistoryAsks {
  log(input?: Input<"history.log">): Output<"history.log">;
  status(input?: Input<"history.status">): Output<"history.status">;
  diff(input?: Input<"history.diff">): Output<"history.diff">;
  show(input: Input<"history.show">): Output<"history.show">;
  blame(input: Input<"history.blame">): Output<"history.blame">;
  /** Files that changed in the same commits as this one, the most frequent first. */
  filesChangedWith(
    path: string,
    settings?: Omit<Input<"history.files-changed-with">, "path">,
  ): Output<"history.files-changed-with">;
}
export interface SecretAsks<Name extends string = string> {
  /** Null where the user stored none. */
  get(name: Name): Promise<string | null>;
}
export interface SpeechAsks {
  /** `audio`: base64 of 16 kHz mono WAV. */
  transcribe(audio: string): Promise<string>;
}
export interface StateAsks {
  session(input?: Input<"state.session">): Output<"state.session">;
  sessions(input?: Input<"state.sessions">): Field<"state.sessions", "sessions">;
  usage(input?: Input<"state.usage">): Output<"state.usage">;
  budget(input?: Input<"state.budget">): Output<"state.budget">;
  prices(model: string): Output<"state.prices">;
  ledger(input?: Input<"state.ledger">): Output<"state.ledger">;
  cache(input?: Input<"state.cache">): Output<"state.cache">;
  blocks(input?: Input<"state.blocks">): Output<"state.blocks">;
  text(block: string): Promise<string>;
}
type BlockOperation = "compress" | "edit" | "remove" | "pin" | "move" | "insert" | "redact" | "restore";
export type BlockAsks = {
  [N in BlockOperation]: (input: Input<`blocks.${N}`>) => Output<`blocks.${N}`>;
};
