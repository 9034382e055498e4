import { z } from "zod";

/** Folder of a project that a live session works in; absent: that of the session that spoke last. */
export const project = z.string().max(4_096).optional();
/** From the project's folder, with forward slashes. */
export const path = z.string().min(1).max(4_096);

/** `fs.read`: one file that a glob of `permissions.fs.read` matches. */
export const FsRead = z
  .strictObject({ project, path, encoding: z.enum(["utf8", "base64"]).default("utf8") })
  .meta({ id: "FsRead" });

export const FsFile = z
  .object({
    text: z.string(),
    /** Size of the whole file. */
    bytes: z.int(),
    /** ISO 8601 */
    modifiedAt: z.string(),
    /** The file is longer than is given (2 MB). */
    truncated: z.boolean(),
  })
  .meta({ id: "FsFile" });

/** `fs.list`: files that `glob` matches, of those that the plugin may read. */
export const FsList = z
  .strictObject({ project, glob: z.string().min(1).max(300), limit: z.int().min(1).max(10_000).default(1_000) })
  .meta({ id: "FsList" });

export const FsFiles = z
  .object({
    files: z.array(z.object({ path: z.string(), bytes: z.int(), modifiedAt: z.string() })),
    truncated: z.boolean(),
  })
  .meta({ id: "FsFiles" });
