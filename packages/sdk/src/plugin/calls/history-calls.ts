import { z } from "zod";
import { path, project } from "./fs-calls.ts";

/** A commit's hash or a name such as `HEAD~2` or a branch; never an option. */
const commit = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_./~^@{}-]*$/, "a commit, branch or tag");
const text = z.object({ text: z.string(), truncated: z.boolean() });

const Commit = z
  .object({ hash: z.string(), author: z.string(), at: z.string(), subject: z.string(), files: z.array(z.string()) })
  .meta({ id: "Commit" });

/** `history.log`: newest first. */
export const HistoryLog = z
  .strictObject({
    project,
    path: path.optional(),
    from: commit.default("HEAD"),
    limit: z.int().min(1).max(1_000).default(20),
  })
  .meta({ id: "HistoryLog" });
export const HistoryCommits = z.object({ commits: z.array(Commit) }).meta({ id: "HistoryCommits" });

/** `history.status`: what is not committed. */
export const HistoryStatus = z.strictObject({ project }).meta({ id: "HistoryStatus" });
export const HistoryState = z
  .object({
    /** Null where no branch is checked out. */
    branch: z.string().nullable(),
    /** Null before the first commit. */
    head: z.string().nullable(),
    changed: z.array(
      z.object({ path: z.string(), state: z.enum(["added", "modified", "deleted", "renamed", "untracked"]) }),
    ),
  })
  .meta({ id: "HistoryState" });

/** `history.diff`: from a commit to another one, or to the working tree where `to` is absent. */
export const HistoryDiff = z
  .strictObject({ project, from: commit.default("HEAD"), to: commit.optional(), path: path.optional() })
  .meta({ id: "HistoryDiff" });
export const HistoryText = text.meta({ id: "HistoryText" });

/** `history.show`: a file as it was in a commit. */
export const HistoryShow = z.strictObject({ project, commit, path }).meta({ id: "HistoryShow" });

/** `history.blame`: who wrote which line. */
export const HistoryBlame = z
  .strictObject({ project, path, first: z.int().min(1).default(1), last: z.int().min(1).default(1_000) })
  .meta({ id: "HistoryBlame" });
export const HistoryLines = z
  .object({
    lines: z.array(z.object({ line: z.int(), hash: z.string(), author: z.string(), at: z.string(), text: z.string() })),
  })
  .meta({ id: "HistoryLines" });
