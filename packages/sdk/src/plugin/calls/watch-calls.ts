import { z } from "zod";
import { project } from "./fs-calls.ts";

/** `fs.watch`: from now on, or no longer, the event `fs-changed` tells `{ project, paths }` of files that the plugin may read. */
export const FsWatch = z.strictObject({ project, watch: z.boolean().default(true) }).meta({ id: "FsWatch" });
export const FsWatching = z.object({ watching: z.boolean() }).meta({ id: "FsWatching" });
