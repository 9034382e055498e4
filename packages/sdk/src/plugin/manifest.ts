import { z } from "zod";
import { DialectId, Role, Zone } from "../block.ts";
import { JsonValue } from "../json-value.ts";
import { StagePosition } from "../stage.ts";
import { PluginPermissions } from "./permissions.ts";

/** The version of the contract between plugins and Aperture that this release speaks: docs/decisions, "plugin API versions". */
export const PLUGIN_API_VERSION = 1;

/** Words that stand where a name stands in addresses: `GET /plugins/graph`. */
const reserved = new Set(["audit", "bisect", "graph", "inspect", "install", "registries", "search", "updates"]);

/** A plugin's name is its id: what it is installed under, and what its changes are signed with (`plugin:<name>`). */
export const PluginName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, beginning with a letter")
  .max(64)
  .refine((name) => !reserved.has(name), "another name: this one is a word of Aperture's own");

/** Where a plugin's stage may stand: the slots of the pipeline, and the finished answer. */
export const PluginHook = z.enum([...StagePosition.options, "on_response"]);
export type PluginHook = z.infer<typeof PluginHook>;

/** Evaluated in the host before anything crosses to the plugin. Every field given must match; a stage without matching blocks is not called. */
export const StageFilter = z
  .strictObject({
    role: z.array(Role).min(1).optional(),
    zone: z.array(Zone).min(1).optional(),
    /** Exact tool names. */
    toolName: z.array(z.string().max(200)).min(1).optional(),
    /** Tokens of what is sent of the block now. */
    minTokens: z.int().min(0).optional(),
    /** Whole requests that do not match are skipped. */
    dialect: z.array(DialectId).min(1).optional(),
    lane: z.enum(["main", "side"]).optional(),
  })
  .meta({ id: "StageFilter" });
export type StageFilter = z.infer<typeof StageFilter>;

export const StageDeclaration = z
  .strictObject({
    at: PluginHook,
    /** Among the plugins of a slot: first what `before` and `after` say, then `order`, then `number`, then the name. */
    order: z.enum(["pre", "normal", "post"]).default("normal"),
    number: z.int().min(-1_000).max(1_000).default(0),
    before: z.array(PluginName).default([]),
    after: z.array(PluginName).default([]),
    filter: StageFilter.optional(),
    /** Milliseconds of the plugin's own running time that one call may take; waiting for a thread is not counted. */
    deadlineMs: z.int().min(1).max(1_000).default(50),
    /** `block`: a request that this stage could not process must not leave (it protects something). */
    onError: z.enum(["passthrough", "block"]).default("passthrough"),
  })
  .meta({ id: "StageDeclaration" });
export type StageDeclaration = z.infer<typeof StageDeclaration>;

const relativePath = z
  .string()
  .min(1)
  .max(300)
  .regex(
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\:\0]+$/,
    "a path inside the plugin's folder, with forward slashes and without ..",
  );

/** `aperture.plugin.json`: what a plugin is, where it stands, what it asks for. */
export const PluginManifest = z
  .strictObject({
    $schema: z.string().optional(),
    name: PluginName,
    /** Semantic version. */
    version: z
      .string()
      .regex(
        /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/,
        "a semantic version, such as 1.0.0",
      ),
    apiVersion: z.int().min(1),
    /** A name for people; default: the name. */
    title: z.string().min(1).max(80).optional(),
    description: z.string().max(300).default(""),
    author: z.string().max(200).optional(),
    license: z.string().max(60).optional(),
    homepage: z.url().max(500).optional(),
    keywords: z.array(z.string().max(40)).max(20).default([]),
    /** `js`: a sandbox of its own. `wasm`: the ABI aperture:plugin/1. `native`: in-process; only what is trusted by name. */
    runtime: z.enum(["js", "wasm", "native"]),
    /** The file that is run. */
    entry: relativePath,
    stages: z.array(StageDeclaration).max(20).default([]),
    permissions: PluginPermissions.default({}),
    /** JSON Schema of type object: what the user can set; `default` values apply. */
    config: z.record(z.string(), JsonValue).optional(),
  })
  .meta({ id: "PluginManifest" });
export type PluginManifest = z.infer<typeof PluginManifest>;
