import { z } from "zod";
import { MeasuredEffect } from "../library/effect.ts";
import { LibraryKind, LibraryName } from "../library/library-kind.ts";
import { PackItem } from "../library/pack.ts";
import { Preset } from "../library/preset.ts";
import { ProjectProfile } from "../library/project-profile.ts";
import { MissingItem, PresetValues, ResolvedPreset } from "../library/resolved-preset.ts";
import { Rule } from "../library/rule.ts";
import { Template } from "../library/template.ts";
import { writeBody } from "./write-body.ts";

/** Where in a file something is wrong, and what would be right. */
export const YamlProblem = z
  .object({
    file: z.string(),
    /** 1-based. */
    line: z.int(),
    column: z.int(),
    /** JSON pointer into the document; empty where it is no YAML at all. */
    pointer: z.string(),
    reason: z.string(),
    /** What may stand there, for people; null where anything may. */
    allowed: z.string().nullable(),
    nearest: z.string().nullable(),
  })
  .meta({ id: "YamlProblem" });
export type YamlProblem = z.infer<typeof YamlProblem>;

/** Who signed what was imported or installed. */
export const Signer = z
  .object({
    /** SHA-256 of the public key: `ed25519:<64 hex>`. */
    fingerprint: z.string(),
    /** What it calls itself. */
    publisher: z.string(),
    /** `own`: this installation's. `known`: seen before under this name. `new`: never seen. `changed`: another key signed this name before. */
    status: z.enum(["own", "known", "new", "changed"]),
  })
  .meta({ id: "Signer" });
export type Signer = z.infer<typeof Signer>;

export const LibraryEntry = z
  .object({
    kind: LibraryKind,
    name: LibraryName,
    title: z.string(),
    description: z.string(),
    version: z.string(),
    author: z.string().nullable(),
    keywords: z.array(z.string()),
    /** `starter`: ships with Aperture. `user`: written here. `pack`: imported. `registry`: installed. `project`: a trusted folder's own. */
    source: z.enum(["starter", "user", "pack", "registry", "project"]),
    /** Whose item of the same name does not count because of this one: a project's own goes over yours, yours over what ships. */
    hides: z.array(z.enum(["user", "starter"])).optional(),
    /** File, or null for what ships. */
    path: z.string().nullable(),
    signer: Signer.nullable(),
    /** Why it cannot be used, or null. */
    trouble: YamlProblem.nullable(),
    /** Keys that nobody knows: kept, without effect. */
    warnings: z.array(YamlProblem),
    /** New sessions begin with it. */
    isDefault: z.boolean(),
    /** Live sessions that have it. */
    sessions: z.array(z.string()),
    effect: MeasuredEffect.nullable(),
  })
  .meta({ id: "LibraryEntry" });
export type LibraryEntry = z.infer<typeof LibraryEntry>;

/** GET /api/v1/library?kind=preset&project= */
export const LibraryQuery = z.object({ kind: LibraryKind.optional(), project: z.string().max(4_096).optional() });
export type LibraryQuery = z.infer<typeof LibraryQuery>;
export const LibraryList = z.object({ items: z.array(LibraryEntry) }).meta({ id: "LibraryList" });
export type LibraryList = z.infer<typeof LibraryList>;

/** GET /api/v1/library/{kind}/{name} */
export const LibraryItem = z
  .object({
    ...LibraryEntry.shape,
    /** YAML as it stands in its file. */
    text: z.string(),
    /** Of `text`: `If-Match` of a write. */
    etag: z.string(),
    value: z.union([Preset, Rule, Template]).nullable(),
    /** Presets only. */
    resolved: ResolvedPreset.nullable(),
    missing: z.array(MissingItem),
    /** All that keeps the text from being written; only where a dry run asked. */
    problems: z.array(YamlProblem).optional(),
  })
  .meta({ id: "LibraryItem" });
export type LibraryItem = z.infer<typeof LibraryItem>;

/** PUT /api/v1/library/{kind}/{name}: the whole file; what ships is copied to the user's library first. */
export const WriteLibraryItem = writeBody({
  text: z.string().min(1).max(400_000),
  /** As it was read; another one there is 412. */
  etag: z.string().max(200).optional(),
  /** Writes nothing: what it would be then, with `problems` where it cannot be used. Takes no token. */
  dryRun: z.boolean().default(false),
}).meta({ id: "WriteLibraryItem" });
export type WriteLibraryItem = z.input<typeof WriteLibraryItem>;

/** DELETE /api/v1/library/{kind}/{name}?force=true. Without `force`, one that is in force anywhere is `library_in_use`. */
export const RemoveLibraryItem = z.object({ force: z.enum(["true", "false"]).optional() });
export const RemovedLibraryItem = z
  .object({ kind: LibraryKind, removed: LibraryName })
  .meta({ id: "RemovedLibraryItem" });
export type RemovedLibraryItem = z.infer<typeof RemovedLibraryItem>;

/** POST /api/v1/library/{kind}/{name}/apply */
export const ApplyLibraryItem = writeBody({
  /** Session id or label; absent and not `everywhere`: the session that spoke last. */
  session: z.string().max(300).optional(),
  /** For every new session: written to the configuration (needs the token). */
  everywhere: z.boolean().default(false),
  /** Take it away instead. */
  remove: z.boolean().default(false),
  /** Settings of plugins go with it (needs the token); `false`: without them. */
  plugins: z.boolean().default(true),
  dryRun: z.boolean().default(false),
}).meta({ id: "ApplyLibraryItem" });
export type ApplyLibraryItem = z.input<typeof ApplyLibraryItem>;
export const AppliedLibraryItem = z
  .object({
    kind: LibraryKind,
    name: LibraryName,
    /** `session-3`, or `everywhere`. */
    where: z.string(),
    dryRun: z.boolean(),
    /** What counts otherwise than before. */
    changes: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
    /** Settings of plugins that were set or given back, for all sessions. Null: not set, the plugin's default counts. */
    plugins: z.array(
      z.object({ plugin: z.string(), path: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    ),
    missing: z.array(MissingItem),
    /** What else there is to know, for people: whom it hides, how far settings of plugins reach, which of them stay. */
    notices: z.array(z.string()).optional(),
  })
  .meta({ id: "AppliedLibraryItem" });
export type AppliedLibraryItem = z.infer<typeof AppliedLibraryItem>;

/** GET /api/v1/sessions/{id}/library: what counts in a session, and why. */
export const SessionLibrary = z
  .object({
    sessionId: z.string(),
    preset: z.string().nullable(),
    template: z.string().nullable(),
    rules: z.array(z.string()),
    project: z.string().nullable(),
    /** Whether the project's own `.aperture.yml` counts. */
    projectState: z.enum(["none", "untrusted", "changed", "trusted", "invalid"]),
    values: PresetValues,
    origins: z.record(z.string(), z.string()),
    missing: z.array(MissingItem),
    /** What a template asks for and this session lacks. */
    notices: z.array(z.string()),
  })
  .meta({ id: "SessionLibrary" });
export type SessionLibrary = z.infer<typeof SessionLibrary>;

/** POST /api/v1/library/compare */
export const LibraryRef = z.object({ kind: LibraryKind, name: LibraryName }).meta({ id: "LibraryRef" });
export type LibraryRef = z.infer<typeof LibraryRef>;
export const CompareLibrary = writeBody({
  left: LibraryRef,
  right: LibraryRef,
  /** With what this folder brings, where it is trusted. */
  project: z.string().max(4_096).optional(),
}).meta({ id: "CompareLibrary" });
export type CompareLibrary = z.infer<typeof CompareLibrary>;
export const LibraryComparison = z
  .object({
    rows: z.array(
      z.object({
        path: z.string(),
        left: z.string().nullable(),
        right: z.string().nullable(),
        /** Who says so on each side. */
        leftFrom: z.string().nullable(),
        rightFrom: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "LibraryComparison" });
export type LibraryComparison = z.infer<typeof LibraryComparison>;

/** POST /api/v1/library/replay: what it would have done to recorded requests. Nothing is changed. */
export const ReplayLibraryItem = writeBody({
  item: LibraryRef.optional(),
  /** YAML that is not saved yet, instead of `item`. */
  text: z.string().min(1).max(400_000).optional(),
  kind: LibraryKind.optional(),
  /** What it is held against; absent: untouched requests. */
  against: LibraryRef.optional(),
  /** Session id or label; absent: the newest ones, up to 5. */
  session: z.string().max(300).optional(),
  /** With what this folder brings, where it is trusted; a `session` that is named has its own folder. */
  project: z.string().max(4_096).optional(),
  /** Requests at most, the newest of each session. */
  requests: z.int().min(1).max(2_000).default(200),
}).meta({ id: "ReplayLibraryItem" });
export type ReplayLibraryItem = z.input<typeof ReplayLibraryItem>;

/** POST /api/v1/library/export */
export const ExportPack = writeBody({
  items: z.array(LibraryRef).min(1).max(100),
  note: z.string().max(500).default(""),
  publisher: z.string().max(100).default(""),
  /** With what this folder brings, where it is trusted. */
  project: z.string().max(4_096).optional(),
}).meta({ id: "ExportPack" });
export type ExportPack = z.input<typeof ExportPack>;
export const ExportedPack = z
  .object({
    /** Base64 of the `.aperture-pack`. */
    pack: z.string(),
    filename: z.string(),
    fingerprint: z.string(),
    items: z.array(PackItem),
    /** Items that came along because others need them. */
    added: z.array(LibraryRef),
    /** What may be private and may as well be meant: mail addresses, addresses in a network, words about a password. The person decides. */
    warnings: z.array(z.object({ item: z.string(), line: z.int(), what: z.string(), text: z.string() })).optional(),
  })
  .meta({ id: "ExportedPack" });
export type ExportedPack = z.infer<typeof ExportedPack>;

/** POST /api/v1/library/import */
export const ImportPack = writeBody({
  /** Base64 of the `.aperture-pack`. */
  pack: z.base64().max(8_000_000),
  /** What was shown: another content is refused. */
  integrity: z.string().max(200).optional(),
  /** Items of the same name that are there already: refused, unless they may be replaced. */
  replace: z.boolean().default(false),
  /** A name that another key signed before: refused, unless this is said. */
  acceptSigner: z.boolean().default(false),
  dryRun: z.boolean().default(false),
}).meta({ id: "ImportPack" });
export type ImportPack = z.input<typeof ImportPack>;
export const PackPreview = z
  .object({
    signer: Signer,
    note: z.string(),
    createdAt: z.string(),
    integrity: z.string(),
    items: z.array(
      z.object({
        kind: LibraryKind,
        name: LibraryName,
        version: z.string(),
        /** `same`: byte for byte there already. `replaces`: another one of this name. */
        state: z.enum(["new", "same", "replaces"]),
        /** What it goes over, where there is one: what ships stays and counts again once this is removed. */
        over: z.enum(["starter", "user", "pack", "registry"]).optional(),
        /** Lines of the file, against what is there: unified diff; empty where it is new. */
        diff: z.string(),
        text: z.string(),
        /** In plain words: what it would change once applied. */
        says: z.array(z.string()),
      }),
    ),
    missing: z.array(MissingItem),
    /** It comes with this release, which vouches for its key: nobody needs to have seen that before. */
    bundled: z.boolean().optional(),
    imported: z.boolean(),
  })
  .meta({ id: "PackPreview" });
export type PackPreview = z.infer<typeof PackPreview>;

/** POST /api/v1/library/install: one of a registry. Answers as an import does. */
export const InstallLibraryItem = writeBody({
  kind: LibraryKind,
  name: LibraryName,
  /** A version or range, such as `^1`; default: the newest. */
  version: z.string().max(60).optional(),
  /** A registry's name or address; default: those that are known, the bundled one first. */
  registry: z.string().min(1).max(2_000).optional(),
  /** What was shown: another content is refused. */
  integrity: z.string().max(200).optional(),
  replace: z.boolean().default(false),
  acceptSigner: z.boolean().default(false),
  dryRun: z.boolean().default(false),
}).meta({ id: "InstallLibraryItem" });
export type InstallLibraryItem = z.input<typeof InstallLibraryItem>;

/** GET /api/v1/library/schema/{kind}: JSON Schema. `profile`: of `.aperture.yml`. */
export const LibrarySchemaKind = z.enum(["preset", "rule", "template", "profile"]);
export type LibrarySchemaKind = z.infer<typeof LibrarySchemaKind>;

/** GET /api/v1/projects: folders of sessions and of trust. */
export const ProjectTrust = z
  .object({
    folder: z.string(),
    /** `changed`: trusted once, other files now: inert until it is trusted again. */
    state: z.enum(["none", "untrusted", "changed", "trusted", "invalid"]),
    /** SHA-256 of everything that trust lets count, or null where there is nothing. */
    digest: z.string().nullable(),
    /** Paths inside the folder. */
    files: z.array(z.string()),
    profile: ProjectProfile.nullable(),
    trouble: YamlProblem.nullable(),
    /** In plain words: what trusting it would let count. */
    says: z.array(z.string()),
  })
  .meta({ id: "ProjectTrust" });
export type ProjectTrust = z.infer<typeof ProjectTrust>;
export const Projects = z.object({ projects: z.array(ProjectTrust) }).meta({ id: "Projects" });
export type Projects = z.infer<typeof Projects>;
/** GET /api/v1/projects/look?folder= */
export const ProjectQuery = z.object({ folder: z.string().min(1).max(4_096) });
export type ProjectQuery = z.infer<typeof ProjectQuery>;
/** POST /api/v1/projects/trust: `digest` is what was shown; another content there is refused. */
export const TrustProject = writeBody({
  folder: z.string().min(1).max(4_096),
  trust: z.boolean(),
  digest: z.string().max(200).optional(),
}).meta({ id: "TrustProject" });
export type TrustProject = z.infer<typeof TrustProject>;
