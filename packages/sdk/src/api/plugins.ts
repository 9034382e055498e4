import { z } from "zod";
import { JsonValue } from "../json-value.ts";
import { PluginHook, PluginManifest, PluginName } from "../plugin/manifest.ts";
import { Panel } from "../plugin/panel.ts";
import { Signer } from "./library.ts";
import { PermissionDiff, Provenance } from "./plugin-sources.ts";
import { writeBody } from "./write-body.ts";

/** The life of a plugin: packages/host/src/life/SPEC.md. */
export const PluginState = z.enum(["disabled", "starting", "running", "quarantined", "stopping", "removed"]);
export type PluginState = z.infer<typeof PluginState>;

/** One capability: asked for, granted, used. */
export const CapabilityState = z
  .object({
    /** `blocks.read:content`, `net:localhost:9091` … */
    capability: z.string(),
    /** What it means, in plain words. */
    means: z.string(),
    granted: z.boolean(),
    /** Folders of projects in which the user took it away. */
    narrowedIn: z.array(z.string()),
    used: z.boolean(),
  })
  .meta({ id: "CapabilityState" });
export type CapabilityState = z.infer<typeof CapabilityState>;

/** Measured on this machine since the program started. */
export const StageFigures = z
  .object({
    hook: PluginHook,
    calls: z.int(),
    /** Not called: its filter matched nothing. */
    filtered: z.int(),
    failures: z.int(),
    /** Milliseconds a call, border and guest together; null before the first. */
    p50: z.number().nullable(),
    p95: z.number().nullable(),
    /** Guest time alone. */
    guestP50: z.number().nullable(),
  })
  .meta({ id: "StageFigures" });
export type StageFigures = z.infer<typeof StageFigures>;

export const PluginInfo = z
  .object({
    id: PluginName,
    manifest: PluginManifest,
    state: PluginState,
    /** Why it is quarantined or could not start. */
    trouble: z.string().nullable(),
    /** It protects, and the database has no record of it: requests are refused until it is installed again, or removed. */
    lost: z.boolean(),
    /** What keeps it from doing what it is there for, one line each: a plugin that protects and may not see what it asks for. */
    warnings: z.array(z.string()),
    /** Failures in a row; three quarantine. */
    strikes: z.int(),
    source: z.enum(["folder", "tarball", "linked", "bundled"]),
    provenance: Provenance,
    /** Stays at its version until it is unpinned. */
    pinned: z.boolean(),
    /** The version that `rollback` goes back to, or null. */
    previous: z.string().nullable(),
    /** Native and in-process: it can do whatever Aperture can. */
    trusted: z.boolean(),
    capabilities: z.array(CapabilityState),
    /** What counts: the user's settings, and the plugin's defaults for the rest. */
    config: z.record(z.string(), JsonValue),
    /** What the user set: PATCH replaces this. */
    settings: z.record(z.string(), JsonValue),
    stages: z.array(StageFigures),
    /** Declared hooks, events or actions that its code does not handle. */
    unhandled: z.array(z.string()),
    /** Bytes of guest memory, or null where it does not run. */
    memory: z.number().nullable(),
    /** Prompt tokens it keeps out of what is sent now, and keeps adding; changes in force and waiting. */
    effect: z.object({ tokensSaved: z.int(), tokensAdded: z.int(), applied: z.int(), pending: z.int() }),
    installedAt: z.string(),
  })
  .meta({ id: "PluginInfo" });
export type PluginInfo = z.infer<typeof PluginInfo>;

/** GET /api/v1/plugins. `safeMode`: nothing of others runs. `trouble`: why it is not known what is installed, and none runs. */
export const Plugins = z
  .object({ safeMode: z.boolean(), trouble: z.string().nullable(), plugins: z.array(PluginInfo) })
  .meta({ id: "Plugins" });
export type Plugins = z.infer<typeof Plugins>;

/**
 * POST /api/v1/plugins/inspect and /install. `spec`: a name (`auto-test-staging@^1`), git address or npm name. `path`: folder or .tgz on this
 * machine. `archive`: the same, base64, from the page.
 */
export const InspectPlugin = writeBody({
  spec: z.string().min(1).max(4_096).optional(),
  /** A registry's name or address; default: those that are known, the bundled one first. */
  registry: z.string().min(1).max(2_000).optional(),
  path: z.string().min(1).max(4_096).optional(),
  archive: z.base64().max(45_000_000).optional(),
}).meta({ id: "InspectPlugin" });
export type InspectPlugin = z.infer<typeof InspectPlugin>;

/** What somebody is asked to consent to. */
export const PluginInspection = z
  .object({
    manifest: PluginManifest,
    integrity: z.string(),
    capabilities: z.array(z.object({ capability: z.string(), means: z.string(), isNew: z.boolean() })),
    /** Installed version, or null. */
    installed: z.string().nullable(),
    /** Bytes unpacked, files. */
    bytes: z.int(),
    files: z.int(),
    /** Things somebody should know: native, block stages, no README … */
    warnings: z.array(z.string()),
    provenance: Provenance,
    /** Who signed it; null where nobody did. */
    signer: Signer.nullable(),
    /** Against what is installed; null where nothing is. */
    diff: PermissionDiff.nullable(),
  })
  .meta({ id: "PluginInspection" });
export type PluginInspection = z.infer<typeof PluginInspection>;

export const InstallPlugin = writeBody({
  spec: z.string().min(1).max(4_096).optional(),
  registry: z.string().min(1).max(2_000).optional(),
  path: z.string().min(1).max(4_096).optional(),
  archive: z.base64().max(45_000_000).optional(),
  /** What was shown: another content is refused with `plugin_changed`. */
  integrity: z.string().max(200).optional(),
  /** Capabilities that are granted; `all`: everything the manifest asks for. */
  grant: z.union([z.literal("all"), z.array(z.string().max(400)).max(500)]),
  /** Signed by another key than the version before: refused, unless this is said. */
  acceptPublisher: z.boolean().default(false),
  /** Run it in-process: asked for by native plugins alone. */
  trust: z.boolean().default(false),
  enable: z.boolean().default(true),
  /** Run from the author's folder instead of a copy; reloads when it changes. */
  link: z.boolean().default(false),
}).meta({ id: "InstallPlugin" });
export type InstallPlugin = z.input<typeof InstallPlugin>;

/** PATCH /api/v1/plugins/{id}; absent fields stay. */
export const UpdatePlugin = writeBody({
  /** All that the user sets, from now on; what is not in it has its default. */
  config: z.record(z.string().max(200), JsonValue).optional(),
  /** The whole list of what is granted from now on: never more than the manifest asks for. */
  grant: z.union([z.literal("all"), z.array(z.string().max(400)).max(500)]).optional(),
  /** Taken away in one project, on top. */
  narrow: z.object({ project: z.string().max(4_096), without: z.array(z.string().max(400)).max(500) }).optional(),
}).meta({ id: "UpdatePlugin" });
export type UpdatePlugin = z.infer<typeof UpdatePlugin>;

/** DELETE /api/v1/plugins/{id}?purge=true&apply=now: with what it stored; what it did is taken back as by undo. */
export const RemovedPlugin = z
  .object({ removed: z.string(), purged: z.boolean(), undone: z.int() })
  .meta({ id: "RemovedPlugin" });
export type RemovedPlugin = z.infer<typeof RemovedPlugin>;

/** GET /api/v1/plugins/graph: who stands where, in order. */
export const PluginGraph = z
  .object({
    slots: z.array(
      z.object({
        at: z.string(),
        builtIn: z.boolean(),
        stages: z.array(
          z.object({
            plugin: z.string(),
            order: z.string(),
            number: z.int(),
            onError: z.string(),
            deadlineMs: z.int(),
            running: z.boolean(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "PluginGraph" });
export type PluginGraph = z.infer<typeof PluginGraph>;

/** GET /api/v1/plugins/{id}/logs?limit=: the newest so many lines, newest last. */
export const PluginLogsQuery = z.object({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });
export type PluginLogsQuery = z.infer<typeof PluginLogsQuery>;

export const PluginLogs = z
  .object({
    lines: z.array(
      z.object({ at: z.string(), level: z.enum(["debug", "info", "warn", "error"]), message: z.string() }),
    ),
  })
  .meta({ id: "PluginLogs" });
export type PluginLogs = z.infer<typeof PluginLogs>;

/** GET /api/v1/plugins/{id}/panel. `trouble`: why there is none. */
export const PluginPanel = z
  .object({ panel: Panel.nullable(), trouble: z.string().nullable() })
  .meta({ id: "PluginPanel" });
export type PluginPanel = z.infer<typeof PluginPanel>;

/** POST /api/v1/plugins/{id}/actions/{name} */
export const PluginAction = writeBody({ input: z.record(z.string().max(200), JsonValue).default({}) }).meta({
  id: "PluginAction",
});
export type PluginAction = z.input<typeof PluginAction>;
export const PluginActionResult = z.object({ result: JsonValue }).meta({ id: "PluginActionResult" });
export type PluginActionResult = z.infer<typeof PluginActionResult>;

/** POST /api/v1/plugins/{id}/enable, disable, release, reload: the address says all. */
export const PluginWord = writeBody({}).meta({ id: "PluginWord" });
export type PluginWord = z.infer<typeof PluginWord>;

/** POST /api/v1/plugins/{id}/undo: everything it ever did to blocks. `now`: with the next request, whatever it costs. */
export const UndoPlugin = writeBody({ apply: z.enum(["when-free", "now"]).default("when-free") }).meta({
  id: "UndoPlugin",
});
export type UndoPlugin = z.input<typeof UndoPlugin>;
export const PluginUndone = z.object({ undone: z.int() }).meta({ id: "PluginUndone" });
export type PluginUndone = z.infer<typeof PluginUndone>;

/** PUT /api/v1/plugins/{id}/secrets/{name}; GET lists names and whether they are set, never values. */
export const SetPluginSecret = writeBody({ value: z.string().min(1).max(10_000) }).meta({ id: "SetPluginSecret" });
export type SetPluginSecret = z.infer<typeof SetPluginSecret>;
export const PluginSecrets = z
  .object({ secrets: z.array(z.object({ name: z.string(), set: z.boolean() })) })
  .meta({ id: "PluginSecrets" });
export type PluginSecrets = z.infer<typeof PluginSecrets>;

/**
 * POST /api/v1/plugins/bisect: which plugin is at fault. `start` turns half of the suspects off; `good` (the trouble is gone) and `bad`
 * (it is still there) halve again; `stop` gives up. At the end everything is as it was, but for a culprit, which stays off.
 */
export const BisectPlugins = writeBody({ step: z.enum(["start", "good", "bad", "stop"]) }).meta({
  id: "BisectPlugins",
});
export type BisectPlugins = z.infer<typeof BisectPlugins>;

export const PluginBisect = z
  .object({
    /** `asking`: try now, then say `good` or `bad`. `found`: see `culprit`. `innocent`: the trouble is none of the suspects' alone. */
    state: z.enum(["idle", "asking", "found", "innocent"]),
    /** Still to be told apart. */
    suspects: z.array(z.string()),
    /** Suspects that run now. */
    on: z.array(z.string()),
    /** What was running at the start and is off now. */
    off: z.array(z.string()),
    /** Never turned off: they protect something. */
    kept: z.array(z.string()),
    culprit: z.string().nullable(),
    /** Answers that are needed at most. */
    stepsLeft: z.int(),
    /** What could not be turned on or off. */
    troubles: z.array(z.object({ plugin: z.string(), message: z.string() })),
  })
  .meta({ id: "PluginBisect" });
export type PluginBisect = z.infer<typeof PluginBisect>;
