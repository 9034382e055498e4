import { z } from "zod";
import { ReplayTotals } from "../library/effect.ts";
import { PluginName } from "../plugin/manifest.ts";
import { writeBody } from "./write-body.ts";

/** Where an installed package comes from. */
export const Provenance = z
  .object({
    /** What was asked for: `auto-test-staging`, `auto-test-staging@^1`, `./folder`, `git+https://…#v1`, `npm:@scope/name`. */
    spec: z.string(),
    /** `bundled`, `aperture`: a registry with signed metadata. */
    kind: z.enum(["folder", "tarball", "linked", "git", "npm", "bundled", "aperture"]),
    /** Name or address of the registry, address of the repository, path. */
    from: z.string(),
    /** Commit for git; absolute address of the tarball. */
    resolved: z.string().nullable(),
    /** `sha512-<base64>` of the tarball as it came; null for folders. */
    archive: z.string().nullable(),
    /** The publisher's key, `ed25519:<64 hex>`; null where nobody signed. */
    publisher: z.string().nullable(),
    publisherName: z.string().nullable(),
    /** When this version was published, by the registry's metadata. */
    publishedAt: z.string().nullable(),
  })
  .meta({ id: "Provenance" });
export type Provenance = z.infer<typeof Provenance>;

/** One line of what another version asks for beyond, or no longer. */
export const PermissionDiff = z
  .object({
    /** Capabilities it did not have. Any is a widening: it waits for consent. */
    added: z.array(z.object({ capability: z.string(), means: z.string() })),
    removed: z.array(z.object({ capability: z.string(), means: z.string() })),
    /** Stages that are new, gone, stand elsewhere, protect now or wait longer, one line each. */
    stages: z.array(z.string()),
    /** Hosts it may reach beyond. */
    hosts: z.array(z.string()),
    runtime: z.object({ before: z.string(), after: z.string() }).nullable(),
    publisher: z.object({ before: z.string().nullable(), after: z.string().nullable() }).nullable(),
    widens: z.boolean(),
  })
  .meta({ id: "PermissionDiff" });
export type PermissionDiff = z.infer<typeof PermissionDiff>;

/** GET /api/v1/plugins/search?q= */
export const PluginSearchQuery = z.object({
  q: z.string().max(200).default(""),
  registry: z.string().max(300).optional(),
});
export type PluginSearchQuery = z.infer<typeof PluginSearchQuery>;
export const PluginSearch = z
  .object({
    results: z.array(
      z.object({
        name: z.string(),
        /** Plugins, and what else a registry has. */
        kind: z.enum(["plugin", "preset", "rule", "template"]),
        version: z.string(),
        title: z.string(),
        description: z.string(),
        registry: z.string(),
        installed: z.string().nullable(),
        /** What it asks for, in words. */
        permissions: z.array(z.string()),
      }),
    ),
    /** Registries that could not be asked, and why. */
    troubles: z.array(z.object({ registry: z.string(), reason: z.string() })),
  })
  .meta({ id: "PluginSearch" });
export type PluginSearch = z.infer<typeof PluginSearch>;

/** GET /api/v1/plugins/registries */
export const Registry = z
  .object({
    name: z.string(),
    /** http(s) address or folder. */
    url: z.string(),
    kind: z.enum(["bundled", "aperture", "npm"]),
    /** SHA-256 of the root metadata that it was added with; null for npm. */
    root: z.string().nullable(),
    trouble: z.string().nullable(),
  })
  .meta({ id: "Registry" });
export type Registry = z.infer<typeof Registry>;
export const Registries = z.object({ registries: z.array(Registry) }).meta({ id: "Registries" });
export type Registries = z.infer<typeof Registries>;
/** POST /api/v1/plugins/registries */
export const AddRegistry = writeBody({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens"),
  url: z.string().min(1).max(2_000),
  kind: z.enum(["aperture", "npm"]).default("aperture"),
  /** SHA-256 of its root.json, 64 hexadecimal digits: without it nothing proves who it is. Required for `aperture`. */
  root: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits")
    .optional(),
}).meta({ id: "AddRegistry" });
export type AddRegistry = z.input<typeof AddRegistry>;

export const UpdatePolicy = z.enum(["off", "notify", "safe"]);
export type UpdatePolicy = z.infer<typeof UpdatePolicy>;

/** Old against new on the user's own recorded requests. */
export const UpdateProof = z
  .object({
    requests: z.int(),
    sessions: z.int(),
    before: ReplayTotals,
    after: ReplayTotals,
    /** Milliseconds a call, median. */
    beforeP50: z.number().nullable(),
    afterP50: z.number().nullable(),
    changedBlocks: z.int(),
    /** Failures of the new version. */
    failures: z.int(),
    passed: z.boolean(),
    /** One line each: what was found. */
    findings: z.array(z.string()),
  })
  .meta({ id: "UpdateProof" });
export type UpdateProof = z.infer<typeof UpdateProof>;

/** Where an update stands: checked → proof → shadow → swapped → watched → done; or held, refused, rolled-back. */
export const UpdatePhase = z.enum([
  "available",
  "cooling",
  "needs-consent",
  "pinned",
  "proving",
  "shadowing",
  "watching",
  "done",
  "refused",
  "rolled-back",
]);
export type UpdatePhase = z.infer<typeof UpdatePhase>;

export const PluginUpdate = z
  .object({
    plugin: PluginName,
    installed: z.string(),
    version: z.string(),
    /** `sha512-…` of the package that was looked at: what somebody says yes to is this content, not its number. */
    integrity: z.string(),
    /** The folder, archive or address that somebody named in place of where it came from, or null. */
    spec: z.string().nullable(),
    phase: UpdatePhase,
    /** Why it waits, was refused or rolled back. */
    reason: z.string().nullable(),
    publishedAt: z.string().nullable(),
    /** Until when it cools down, or null. */
    coolsUntil: z.string().nullable(),
    changelog: z.string().nullable(),
    diff: PermissionDiff,
    proof: UpdateProof.nullable(),
    /** Live requests that the new version was shown beside the old one, and how many of its answers differed without reason. */
    shadow: z.object({ requests: z.int(), failures: z.int(), wanted: z.int() }).nullable(),
    /** Requests since the swap; `of`: how many are watched. */
    watch: z.object({ requests: z.int(), of: z.int(), failures: z.int() }).nullable(),
    at: z.string(),
  })
  .meta({ id: "PluginUpdate" });
export type PluginUpdate = z.infer<typeof PluginUpdate>;

/** GET /api/v1/plugins/updates; POST /api/v1/plugins/updates/check asks the registries first. */
export const PluginUpdates = z
  .object({
    policy: UpdatePolicy,
    checkedAt: z.string().nullable(),
    updates: z.array(PluginUpdate),
    troubles: z.array(z.object({ plugin: z.string(), reason: z.string() })),
  })
  .meta({ id: "PluginUpdates" });
export type PluginUpdates = z.infer<typeof PluginUpdates>;

/** POST /api/v1/plugins/{id}/update: answers when it is swapped, or where it stopped; the watch goes on behind it. */
export const StartUpdate = writeBody({
  /** Default: the newest that satisfies what was installed. With `spec`, what is there has to be this version. */
  version: z.string().max(60).optional(),
  /** What was shown: another content is refused with `plugin_changed`. */
  integrity: z.string().max(200).optional(),
  /** From a folder, tarball, … instead of where it came from. */
  spec: z.string().max(4_096).optional(),
  /** What is newly granted; a widening without it waits (`needs-consent`). */
  grant: z.union([z.literal("all"), z.array(z.string().max(400)).max(500)]).optional(),
  /** Another publisher than before. */
  acceptPublisher: z.boolean().default(false),
  /** Not 24 hours old: install it all the same. */
  skipCooldown: z.boolean().default(false),
  /** Live requests it is shown in the shadow before the swap; 0: none. */
  shadow: z.int().min(0).max(1_000).default(0),
  /** The proof said no: install it all the same. */
  force: z.boolean().default(false),
  dryRun: z.boolean().default(false),
}).meta({ id: "StartUpdate" });
export type StartUpdate = z.input<typeof StartUpdate>;

/** POST /api/v1/plugins/{id}/rollback */
export const RollbackPlugin = writeBody({
  /** The version before was withdrawn: go back to it all the same. */
  force: z.boolean().default(false),
}).meta({ id: "RollbackPlugin" });
export type RollbackPlugin = z.input<typeof RollbackPlugin>;

/** POST /api/v1/plugins/{id}/pin */
export const PinPlugin = writeBody({ pinned: z.boolean() }).meta({ id: "PinPlugin" });
export type PinPlugin = z.infer<typeof PinPlugin>;

/** GET /api/v1/plugins/audit: what is installed against what is known of it now. */
export const PluginAudit = z
  .object({
    findings: z.array(
      z.object({
        plugin: z.string(),
        severity: z.enum(["info", "warning", "danger"]),
        /** `revoked`, `yanked`, `changed-files`, `unsigned`, `unused-grants`, `outdated`, `native` … */
        code: z.string(),
        says: z.string(),
        /** A command that helps, or null. */
        help: z.string().nullable(),
      }),
    ),
    checked: z.int(),
  })
  .meta({ id: "PluginAudit" });
export type PluginAudit = z.infer<typeof PluginAudit>;
