import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { checkPath } from "./check-path.ts";
import { FileCollector, type PackageFiles } from "./package-files.ts";
import { packageLimits } from "./package-limits.ts";
import { refused } from "./refused.ts";

const unzip = promisify(gunzip);

/**
 * Files of a tarball, in memory: nothing is extracted, so nothing of a refused one can be left behind. All stand in one folder, as
 * `npm pack` (`package/…`) and `tar czf name.tgz folder` pack them. Throws `plugin_package_refused`. `source` is what errors call it.
 */
export async function readTarball(archive: Uint8Array, source: string): Promise<PackageFiles> {
  if (archive.length > packageLimits.archive)
    throw refused(source, `it is larger than ${packageLimits.archive / 1_048_576} MB`);
  const tar = await decompress(archive, source);
  const collector = new FileCollector(source);
  const inRoot = oneRoot(source);
  let failure: Error | null = null;
  let isWhole = false;
  // Strict: whatever the parser would only warn of (checksums, odd links, a file that ends too early) is an error.
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        const name = inRoot(entry);
        if (name === null) entry.resume();
        else take(entry, name, collector);
      } catch (error) {
        failure ??= error as Error;
        entry.resume();
      }
    },
  });
  parser.on("ignoredEntry", (entry: ReadEntry) => {
    failure ??= refused(source, `${JSON.stringify(entry.path)} is of a kind (${entry.type}) that no package needs`);
  });
  parser.on("error", (error: Error) => {
    failure ??= refused(source, `it cannot be read as a tar archive: ${error.message}`, error);
  });
  parser.on("eof", () => {
    isWhole = true;
  });
  parser.end(Buffer.from(tar.buffer, tar.byteOffset, tar.byteLength));
  if (failure) throw failure;
  if (!isWhole) throw refused(source, "it is cut short: the end of the archive is missing");
  return collector.files;
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

/** Tells where in the package an entry stands: below the one folder that all stand in. Null: it is a folder itself, of which nothing is kept. */
function oneRoot(source: string): (entry: ReadEntry) => string | null {
  let root: string | null = null;
  return ({ path, type }) => {
    const isFolder = type === "Directory";
    if (!isFolder && type !== "File" && type !== "OldFile")
      throw refused(source, `${JSON.stringify(path)} is a ${type}; a package has plain files only`);
    const [top = "", ...rest] = (isFolder ? path.replace(/\/$/, "") : path).split("/");
    const name = rest.join("/");
    // What is wrong with the whole path comes first: an absolute one has a top folder without a name.
    const trouble = checkPath(top === "" ? path : top) ?? (rest.length > 0 ? checkPath(name) : null);
    if (trouble) throw refused(source, trouble);
    if (!isFolder && rest.length === 0)
      throw refused(source, `${JSON.stringify(path)} stands in no folder; pack the plugin's folder as one`);
    root ??= top;
    if (top !== root)
      throw refused(source, `${JSON.stringify(path)} does not stand in ${root}/, the folder of what comes before it`);
    return isFolder ? null : name;
  };
}

function take(entry: ReadEntry, name: string, collector: FileCollector): void {
  collector.expect(name, entry.size);
  const chunks: Buffer[] = [];
  entry.on("data", (chunk: Buffer) => chunks.push(chunk));
  entry.on("end", () => collector.add(name, Buffer.concat(chunks)));
}
