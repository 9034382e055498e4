import type { PluginManifest } from "@aperture/sdk";
import type { z } from "zod";

/** What stands around a host under attack, the same for the real one and for the weak one; plain data, it crosses to a child process. */
export interface World {
  /** Folder of the project: `src/mine.txt` may be read, `private/key.txt` not, `src/link.txt` leads out of it. */
  readonly project: string;
  /** A file outside of the project. */
  readonly outside: string;
  /** A listener on 127.0.0.1 that no manifest names; it answers with a canary. */
  readonly port: number;
  /** Folder for files that attacks make. */
  readonly made: string;
}

/** Things that no plugin of the corpus may get, by where they stand. */
export const canaries = {
  environment: "canary-of-the-environment-41c7",
  outside: "canary-of-a-file-outside-9d02",
  private: "canary-of-a-private-file-77aa",
  secret: "canary-of-a-secret-e3f1",
  stored: "canary-of-what-another-stored-5b68",
  block: "canary-of-a-block-it-may-not-read-c290",
  memory: "canary-of-the-memory-of-the-host-18de",
  listener: "canary-of-a-listener-f604",
} as const;

/** What can be seen from outside of an attack. */
export interface Observed {
  /** What came out on the plugin's own ways: log, answers, what it stored. */
  readonly said: string;
  /** The panel that the page is given, as JSON; what it serves, with its headers. */
  readonly shown: string;
  /** The request as it left. */
  readonly sent: string;
  /** What is not as it was in the host's realm, process, memory and files: a line each. */
  readonly damage: readonly string[];
  /** Milliseconds by which its call ended late; Infinity where the host had to be killed. */
  readonly lateMs: number;
  /** Connections that the listener saw. */
  readonly reached: number;
  /** Lines of log kept, and events told. */
  readonly lines: number;
  readonly events: readonly { readonly name: string; readonly data: unknown }[];
}

type Manifest = z.input<typeof PluginManifest>;

export interface Attack {
  readonly name: string;
  readonly runtime: "js" | "wasm";
  /** What the host does with it once it runs; `load`: nothing more. */
  readonly via: "load" | "stage" | "action" | "panel" | "serve";
  /** JavaScript of one module, or a module's bytes. */
  entry(world: World): string | Uint8Array;
  readonly permissions: NonNullable<Manifest["permissions"]>;
  /** Of its stage, ms. */
  readonly deadlineMs: number;
  /** It got what it wanted. */
  breach(observed: Observed): boolean;
}

type Fields = Partial<Pick<Attack, "permissions" | "deadlineMs" | "via">>;

const usual = (via: Attack["via"]): Attack["permissions"] => ({
  blocks: { read: "metadata" },
  ...(via === "action" || via === "panel" ? { panel: true } : {}),
  ...(via === "serve" ? { serve: true } : {}),
});

/** A plugin in JavaScript; `body` of what `via` says, with what the runtime hands it. `before` stands at the module's top. */
export function script(
  name: string,
  breach: Attack["breach"],
  body: string | ((world: World) => string),
  { before = "", via = "stage", ...fields }: Fields & { readonly before?: string } = {},
): Attack {
  const code = typeof body === "string" ? () => body : body;
  const module = (inside: string): string => {
    switch (via) {
      case "load":
        return `${before}\n${inside}\nexport default { stages: { after_zone() {} } };`;
      case "stage":
        return `${before}\nexport default { stages: { after_zone(blocks, ctx) { ${inside} } } };`;
      case "action":
        return `${before}\nexport default { stages: { after_zone() {} }, actions: { async run(input, ctx) { ${inside} } } };`;
      case "panel":
        return `${before}\nexport default { stages: { after_zone() {} }, uiPanel(ctx) { ${inside} } };`;
      case "serve":
        return `${before}\nexport default { stages: { after_zone() {} }, serve(request, ctx) { ${inside} } };`;
    }
  };
  return {
    name,
    runtime: "js",
    via,
    entry: (world) => module(code(world)),
    permissions: { ...usual(via), ...fields.permissions },
    deadlineMs: fields.deadlineMs ?? 50,
    breach,
  };
}

/** A plugin as a WebAssembly module. */
export function module(
  name: string,
  breach: Attack["breach"],
  entry: Uint8Array | ((world: World) => Uint8Array),
  { via = "stage", ...fields }: Fields = {},
): Attack {
  return {
    name,
    runtime: "wasm",
    via,
    entry: typeof entry === "function" ? entry : () => entry,
    permissions: { ...usual(via), ...fields.permissions },
    deadlineMs: fields.deadlineMs ?? 50,
    breach,
  };
}

/** Ms that a call may end late before it counts as a breach: far more than a busy machine takes, far less than for ever. */
export const LATE_MS = 1_000;

export const hangs: Attack["breach"] = ({ lateMs }) => lateMs > LATE_MS;
export const says =
  (text: string): Attack["breach"] =>
  ({ said }) =>
    said.includes(text);
export const sends =
  (text: string): Attack["breach"] =>
  ({ sent }) =>
    sent.includes(text);
export const damages: Attack["breach"] = ({ damage }) => damage.length > 0;
/** The host, not the plugin, stumbled. */
export const confuses: Attack["breach"] = ({ damage, lateMs }) =>
  lateMs === Number.POSITIVE_INFINITY || damage.some((line) => line.includes("own error"));
