import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";

export interface OpenedFile {
  readonly handle: FileHandle;
  /** From the project's real folder, with forward slashes: links are resolved. */
  readonly path: string;
  readonly size: number;
  readonly modifiedAt: number;
}

/** Why a file is not opened. */
export interface NotOpened {
  readonly reason: string;
}

/**
 * Opens a regular file inside a folder, wherever links lead: what is checked is what was opened. `isAllowed` is asked about the real path, so that a
 * link within the project does not lead to what its target's name forbids.
 */
export async function openInside(
  folder: string,
  path: string,
  isAllowed: (path: string) => boolean,
): Promise<OpenedFile | NotOpened> {
  try {
    const root = await realpath(folder);
    const real = await realpath(join(root, path));
    const inside = relative(root, real).split(sep).join("/");
    if (inside === "" || inside.startsWith("../") || inside === ".." || real === inside)
      return { reason: "it leads out of the project" };
    if (!isAllowed(inside)) return { reason: "it leads to a file that may not be read" };
    // Without O_NONBLOCK a pipe would be waited for; with O_NOFOLLOW the last step is no link even if it became one meanwhile.
    const handle = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const facts = await handle.stat();
      if (!facts.isFile()) return await closed(handle, "it is no regular file");
      // A folder on the way may have become a link between looking and opening: the file there now must be the one that is open.
      const [again, there] = await Promise.all([realpath(real), lstat(real)]);
      if (again !== real || there.ino !== facts.ino || there.dev !== facts.dev)
        return await closed(handle, "it changed meanwhile");
      return { handle, path: inside, size: facts.size, modifiedAt: facts.mtimeMs };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    return { reason: reasons[codeOf(error)] ?? "it cannot be read" };
  }
}

async function closed(handle: FileHandle, reason: string): Promise<NotOpened> {
  await handle.close();
  return { reason };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  ELOOP: "it is a link that leads nowhere",
  EACCES: "the user may not read it",
  EPERM: "the user may not read it",
  ENAMETOOLONG: "its name is too long",
};

const codeOf = (error: unknown): string => (error instanceof Error && "code" in error ? String(error.code) : "");
