import { ApertureError, type ErrorCode, PluginPermissions } from "@aperture/sdk";
import type { Json } from "../../border/calls.ts";
import type { PluginServices, PluginStore } from "../../border/services.ts";
import type { CapabilityParts } from "../capability-table.ts";
import { type Capabilities, createCapabilities } from "../create-capabilities.ts";

export interface TestCapabilities extends Capabilities {
  readonly used: string[];
  readonly told: { readonly type: string; readonly data: Json }[];
  readonly logged: string[];
  /** What the program was asked to do. */
  readonly asked: unknown[];
  readonly values: Map<string, Map<string, Json>>;
  grant(permissions: unknown, project?: string): void;
  /** Moves the clock, ms. */
  pass(ms: number): void;
  /** The code that a call is refused with, and its message. */
  refusal(name: string, input: Json): Promise<{ readonly code: ErrorCode | "done"; readonly message: string }>;
}

export interface TestCapabilitiesOptions {
  readonly plugin?: string;
  readonly permissions: unknown;
  /** The folder of the session that spoke last, and of others. */
  readonly projects?: readonly string[];
  readonly ownPorts?: readonly number[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly parts?: CapabilityParts;
  readonly services?: Partial<PluginServices>;
}

/** The real capabilities over a program that keeps values in memory and notes what it is asked. */
export function createTestCapabilities(options: TestCapabilitiesOptions): TestCapabilities {
  const { plugin = "tidy", projects = [], ownPorts = [], secrets = {}, parts = {} } = options;
  const used: string[] = [];
  const told: { type: string; data: Json }[] = [];
  const logged: string[] = [];
  const asked: unknown[] = [];
  const values = new Map<string, Map<string, Json>>();
  let everywhere = PluginPermissions.parse(options.permissions);
  const byProject = new Map<string, PluginPermissions>();
  let clock = 1_000_000;
  const note =
    (what: string, answer: unknown) =>
    async (...given: unknown[]) => {
      asked.push([what, ...given.filter((each) => typeof each !== "function")]);
      return answer as never;
    };
  const store: Pick<PluginStore, "stored" | "store"> = {
    stored: (id) => values.get(id) ?? new Map(),
    store(id, given) {
      const kept = values.get(id) ?? new Map<string, Json>();
      values.set(id, kept);
      for (const [key, value] of given)
        if (value === null) kept.delete(key);
        else kept.set(key, value);
    },
  };
  const services: PluginServices = {
    protection: { lost: () => [], forget() {} },
    store: store as PluginStore,
    state: note("state", { text: "said", length: 4 }),
    operate: note("operate", { operation: "operation-1", dryRun: false, items: [] }),
    stage: note("stage", { item: "staged-1" }),
    unstage: note("unstage", { removed: true }),
    note: note("note", undefined),
    undoAll: note("undoAll", 0),
    effect: () => ({ tokensSaved: 0, tokensAdded: 0, applied: 0, pending: 0 }),
    emit: (type, data) => void asked.push(["emit", type, data]),
    subscribe: () => () => {},
    secret: (id, name) => (id === plugin ? (secrets[name] ?? null) : null),
    projects: () => projects,
    session: (name) => {
      if (name !== undefined && name !== "session-1")
        throw new ApertureError("not_found", { what: "session", id: name });
      return projects[0] === undefined ? null : { id: "session-1", project: projects[0] };
    },
    ownPorts: () => ownPorts,
    speech: null,
    ...options.services,
  };
  const capabilities = createCapabilities({
    plugin: { id: plugin },
    granted: () => (project) => (project === null ? everywhere : (byProject.get(project) ?? everywhere)),
    services,
    used: (capability) => void used.push(capability),
    deliver: (type, data) => void told.push({ type, data }),
    log: (_level, message) => void logged.push(message),
    now: () => clock,
    parts,
  });
  return {
    ...capabilities,
    used,
    told,
    logged,
    asked,
    values,
    grant(permissions, project) {
      const parsed = PluginPermissions.parse(permissions);
      if (project === undefined) everywhere = parsed;
      else byProject.set(project, parsed);
    },
    pass(ms) {
      clock += ms;
    },
    async refusal(name, input) {
      try {
        await capabilities.call(name, input);
        return { code: "done", message: "" };
      } catch (error) {
        if (!ApertureError.is(error)) throw error;
        return { code: error.code, message: error.message };
      }
    },
  };
}
