import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { PackageFiles } from "./package-files.ts";
import { packageLimits } from "./package-limits.ts";
import { readTar } from "./read-tar.ts";
import { refused } from "./refused.ts";

const unzip = promisify(gunzip);

/**
 * Files of a tarball, in memory: nothing is extracted, so nothing of a refused one can be left behind. All stand in one folder, as
 * `npm pack` (`package/…`) and `tar czf name.tgz folder` pack them. Throws `plugin_package_refused`. `source` is what errors call it.
 */
export async function readTarball(archive: Uint8Array, source: string): Promise<PackageFiles> {
  if (archive.length > packageLimits.archive)
    throw refused(source, `it is larger than ${packageLimits.archive / 1_048_576} MB`);
  return readTar(await decompress(archive, source), source, "one");
}

async function decompress(archive: Uint8Array, source: string): Promise<Uint8Array> {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b)
    throw refused(source, "it is no .tgz; `npm pack`, or `tar czf name.tgz folder`, makes one");
  const most = Math.min(
    // Headers and padding of every file come on top of what the files hold.
    packageLimits.bytes + packageLimits.files * 2_048,
    Math.max(packageLimits.free, archive.length * packageLimits.ratio),
  );
  try {
    return await unzip(archive, { maxOutputLength: most });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE")
      throw refused(source, `unpacked it is larger than ${Math.round(most / 1_048_576)} MB, far more than it seems`);
    if (code === "Z_BUF_ERROR") throw refused(source, "it is cut short", error);
    throw refused(source, `it cannot be unpacked: ${message}`, error);
  }
}
