import { z } from "zod";
import { path, project } from "./fs-calls.ts";

/** `history.files-changed-with`: files that changed in the same commits as this one, of its last 200. */
export const HistoryFilesChangedWith = z
  .strictObject({ project, path, limit: z.int().min(1).max(200).default(20) })
  .meta({ id: "HistoryFilesChangedWith" });

/** The most frequent first. `commits`: how many there were at all; of a file: in how many of them it changed. */
export const HistoryCompanions = z
  .object({ commits: z.int(), files: z.array(z.object({ path: z.string(), commits: z.int() })) })
  .meta({ id: "HistoryCompanions" });
