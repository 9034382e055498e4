import { ApertureError } from "@aperture/sdk";
import type { Capability } from "../capability.ts";
import { projectHere, projectOf } from "../project-of.ts";
import { openInside } from "./open-inside.ts";
import { readableBy } from "./readable.ts";

/** Bytes of a file that are given. */
export const MOST_BYTES = 2 * 1_048_576;

/** One file of the project that a glob of the manifest matches. */
export const read: Capability<"fs.read"> = {
  projectOf,
  needs({ path }, granted) {
    const glob = readableBy(granted).under(path);
    return glob === undefined ? { missing: `fs.read:$PROJECT/${path.slice(0, 300)}` } : { needs: [`fs.read:${glob}`] };
  },
  async run({ path, encoding }, { project, granted }) {
    const readable = readableBy(granted(project));
    const file = await openInside(projectHere(project), path, (real) => readable.under(real) !== undefined);
    if ("reason" in file) throw new ApertureError("file_refused", { path: path.slice(0, 300), reason: file.reason });
    const { handle, size, modifiedAt } = file;
    try {
      const bytes = Buffer.alloc(Math.min(size, MOST_BYTES));
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      const text = bytes.subarray(0, length).toString(encoding);
      return { text, bytes: size, modifiedAt: new Date(modifiedAt).toISOString(), truncated: size > MOST_BYTES };
    } finally {
      await handle.close();
    }
  },
};
