import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { ApertureError, type CapabilityOutput } from "@aperture/sdk";
import type { Capability } from "../capability.ts";
import { projectHere, projectOf } from "../project-of.ts";
import { parseGlob } from "./glob.ts";
import { readableBy } from "./readable.ts";
import { walk } from "./walk.ts";

const bounds = { entries: 100_000, depth: 40 };

/** Regular files of the project that both the manifest's globs and this one match. */
export const list: Capability<"fs.list"> = {
  projectOf,
  needs: (_input, { fs }) => (fs ? { needs: [] } : { missing: "fs.read" }),
  async run({ glob: text, limit }, { project, granted, closing, used }) {
    const readable = readableBy(granted(project));
    const glob = parseGlob(text);
    const root = await realpath(projectHere(project)).catch((): never => {
      throw new ApertureError("file_refused", { path: "the project's folder", reason: "there is no such folder" });
    });
    const files: CapabilityOutput<"fs.list">["files"] = [];
    let truncated = false;
    const enters = (folder: string): boolean => readable.reaches(folder) && glob.reaches(folder);
    const cut = (): void => {
      truncated = true;
    };
    for await (const { path, kind } of walk(root, { bounds, enters, signal: closing, cut })) {
      const under = kind === "file" && glob.matches(path) ? readable.under(path) : undefined;
      if (under === undefined) continue;
      if (files.length >= limit) {
        truncated = true;
        break;
      }
      const facts = await lstat(join(root, path)).catch(() => null);
      if (!facts?.isFile()) continue;
      used(`fs.read:${under}`);
      files.push({ path, bytes: facts.size, modifiedAt: facts.mtime.toISOString() });
    }
    return { files, truncated };
  },
};
