import { Parser, type ReadEntry } from "tar";
import { checkPath } from "./check-path.ts";
import { FileCollector, type PackageFiles } from "./package-files.ts";
import { refused } from "./refused.ts";

/**
 * Files of an archive that is not, or no longer, compressed, in memory: nothing is extracted, so nothing of a refused one can be left behind.
 * Throws `plugin_package_refused`. `source` is what errors call it. `folder`: whether all stand in one folder, which is left out of paths.
 */
export function readTar(tar: Uint8Array, source: string, folder: "one" | "none"): PackageFiles {
  if (isCompressed(tar)) throw refused(source, "it is compressed where a plain tar archive belongs");
  const collector = new FileCollector(source);
  const nameOf = folder === "one" ? oneRoot(source) : plain(source);
  let failure: Error | null = null;
  let isWhole = false;
  // Strict: whatever the parser would only warn of (checksums, odd links, a file that ends too early) is an error.
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      try {
        const name = nameOf(entry);
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

// The parser unpacks gzip and zstd by itself and without a bound: inside of what was unpacked with one, that would be a bomb.
const isCompressed = (bytes: Uint8Array): boolean =>
  [
    [0x1f, 0x8b],
    [0x28, 0xb5, 0x2f, 0xfd],
  ].some((magic) => magic.every((byte, at) => bytes[at] === byte));

/** Where an entry stands, or null: it is a folder itself, of which nothing is kept. */
type NameOf = (entry: ReadEntry) => string | null;

/** Below the one folder that all stand in. */
function oneRoot(source: string): NameOf {
  let root: string | null = null;
  return (entry) => {
    const { path } = entry;
    const isFolder = isPlainFolder(entry, source);
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

function plain(source: string): NameOf {
  return (entry) => {
    const isFolder = isPlainFolder(entry, source);
    const trouble = checkPath(isFolder ? entry.path.replace(/\/$/, "") : entry.path);
    if (trouble) throw refused(source, trouble);
    return isFolder ? null : entry.path;
  };
}

function isPlainFolder({ path, type }: ReadEntry, source: string): boolean {
  if (type !== "Directory" && type !== "File" && type !== "OldFile")
    throw refused(source, `${JSON.stringify(path)} is a ${type}; a package has plain files only`);
  return type === "Directory";
}

function take(entry: ReadEntry, name: string, collector: FileCollector): void {
  collector.expect(name, entry.size);
  const chunks: Buffer[] = [];
  entry.on("data", (chunk: Buffer) => chunks.push(chunk));
  entry.on("end", () => collector.add(name, Buffer.concat(chunks)));
}
