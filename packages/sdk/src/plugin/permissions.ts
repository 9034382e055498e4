import { z } from "zod";
import { Role, Zone } from "../block.ts";
import { bytesOf, millisecondsOf } from "./quantities.ts";

/** What a stage may do to blocks. */
export const WriteField = z.enum(["zone", "pin", "level", "content", "remove", "insert", "redact"]);
export type WriteField = z.infer<typeof WriteField>;

/** Fields of a request that a plugin may ask for; headers never. `sampling`: temperature, top_p, top_k, output limit, effort. */
export const RequestField = z.enum(["model", "sampling"]);
export type RequestField = z.infer<typeof RequestField>;

const eventName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "lower-case letters, digits and single hyphens, such as test-failed")
  .max(60);

/** `host`, `host:port`, `*.host`; a bare host means ports 80 and 443. */
const netHost = z
  .string()
  .max(260)
  .regex(
    /^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$|^\[[0-9a-f:]+\](?::\d{1,5})?$/,
    "a host such as api.example.com, localhost:9091 or *.example.com: no scheme, no path",
  );

/**
 * What a plugin asks for. Nothing that is not written here exists for it, and the user can take any of it away per plugin
 * and project. Blocks are seen by their metadata unless `read` is `content`.
 */
export const PluginPermissions = z
  .strictObject({
    blocks: z
      .strictObject({
        read: z.enum(["metadata", "content"]).default("metadata"),
        write: z.array(WriteField).default([]),
        /** Only blocks of these roles and zones are shown with their text, and may be changed; absent: all. */
        roles: z.array(Role).min(1).optional(),
        zones: z.array(Zone).min(1).optional(),
      })
      .optional(),
    /** Stage texts for injection. */
    staging: z.boolean().optional(),
    /** Attach notes to blocks and sessions. */
    notes: z.boolean().optional(),
    request: z.array(RequestField).optional(),
    events: z
      .strictObject({
        /** Names of its own events: told as `plugin-event` with `<plugin>/<name>`. */
        emit: z.array(eventName).default([]),
        /** Types of the engine's events, or `<plugin>/<name>`. */
        on: z.array(z.string().max(130)).default([]),
      })
      .optional(),
    /** Quota of its key-value store, such as `1mb`. */
    storage: z
      .string()
      .refine(
        (text) => bytesOf(text) !== null && bytesOf(text)! <= 64 * 1024 * 1024,
        "a size up to 64mb, such as 256kb or 1mb",
      )
      .optional(),
    /** How often its schedule runs: at most every second, such as `30s`, `5m`, `1h`. */
    schedule: z
      .string()
      .refine((text) => (millisecondsOf(text) ?? 0) >= 1_000, "a time of at least 1s, such as 30s, 5m, 1h")
      .optional(),
    /** Hosts that it may call; addresses of this machine only where they are listed by name. */
    net: z.array(netHost).max(20).optional(),
    /** Answers GET /api/v1/plugins/{id}/http/*. */
    serve: z.boolean().optional(),
    fs: z
      .strictObject({
        /** Globs that begin with `$PROJECT/`. */
        read: z
          .array(
            z
              .string()
              .regex(/^\$PROJECT\//, "a glob that begins with $PROJECT/")
              .max(300),
          )
          .min(1),
        watch: z.boolean().default(false),
      })
      .optional(),
    /** The project's git history, read by the host. */
    history: z.boolean().optional(),
    speech: z.boolean().optional(),
    /** Names of secrets that the user stores for it. */
    secrets: z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/, "capital letters, digits and _, such as PUSH_TOKEN"))
      .max(20)
      .optional(),
    panel: z.boolean().optional(),
  })
  .meta({ id: "PluginPermissions" });
export type PluginPermissions = z.infer<typeof PluginPermissions>;

/** A capability's name in refusals, in the record of what was used, and in `--grant`: `blocks.read:content`, `net:localhost:9091` … */
export type Capability = string;

/** Every capability that permissions contain, one by one, sorted. */
export function capabilitiesOf(permissions: PluginPermissions): Capability[] {
  const { blocks, events, request, net, fs, secrets } = permissions;
  const list: Capability[] = [];
  if (blocks) list.push(`blocks.read:${blocks.read}`, ...blocks.write.map((field) => `blocks.write:${field}`));
  for (const field of request ?? []) list.push(`request:${field}`);
  for (const name of events?.emit ?? []) list.push(`events.emit:${name}`);
  for (const name of events?.on ?? []) list.push(`events.on:${name}`);
  for (const host of net ?? []) list.push(`net:${host}`);
  for (const glob of fs?.read ?? []) list.push(`fs.read:${glob}`);
  if (fs?.watch) list.push("fs.watch");
  for (const name of secrets ?? []) list.push(`secrets:${name}`);
  for (const name of ["staging", "notes", "serve", "history", "speech", "panel"] as const)
    if (permissions[name]) list.push(name);
  for (const name of ["storage", "schedule"] as const)
    if (permissions[name] !== undefined) list.push(`${name}:${permissions[name]}`);
  return list.sort();
}
