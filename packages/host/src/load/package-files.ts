import { checkPath } from "./check-path.ts";
import { packageLimits } from "./package-limits.ts";
import { refused } from "./refused.ts";

/** Files of a package, path (forward slashes) → bytes. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

/** Takes files one by one and refuses what no package may have. Every way in (folder, archive) goes through it. */
export class FileCollector {
  readonly #source: string;
  readonly #files = new Map<string, Uint8Array>();
  /** Folded path → the path as it was first written, of files and of the folders that they are in. */
  readonly #names = new Map<string, string>();
  readonly #folders = new Set<string>();
  #bytes = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get files(): PackageFiles {
    return this.#files;
  }

  /** Before its bytes are read. Throws `plugin_package_refused`. */
  expect(path: string, size: number): void {
    const trouble = checkPath(path) ?? this.#sameName(path) ?? this.#tooMuch(path, size);
    if (trouble) throw refused(this.#source, trouble);
  }

  add(path: string, bytes: Uint8Array): void {
    this.#files.set(path, bytes);
    this.#bytes += bytes.length;
  }

  #tooMuch(path: string, size: number): string | null {
    if (this.#files.size >= packageLimits.files)
      return `it has more than ${packageLimits.files} files; name those that belong to it under "files" in package.json`;
    if (this.#bytes + size > packageLimits.bytes)
      return `with ${path} it is larger than ${packageLimits.bytes / 1_048_576} MB; name the files that belong to it under "files" in package.json`;
    return null;
  }

  /** Where case or Unicode normalisation are not kept apart, one of two such files would silently replace the other. */
  #sameName(path: string): string | null {
    const parts = path.split("/");
    for (let end = 1; end <= parts.length; end++) {
      const name = parts.slice(0, end).join("/");
      const isFile = end === parts.length;
      const other = this.#names.get(folded(name));
      if (other !== undefined && other !== name)
        return `${JSON.stringify(name)} and ${JSON.stringify(other)} differ only in case or in how they are written`;
      if (isFile && other !== undefined) return `${JSON.stringify(name)} comes twice`;
      if (!isFile && other !== undefined && !this.#folders.has(name))
        return `${JSON.stringify(name)} is a file and a folder`;
      this.#names.set(folded(name), name);
      if (!isFile) this.#folders.add(name);
    }
    return null;
  }
}

const folded = (name: string): string => name.normalize("NFKC").toLowerCase().normalize("NFKC");
