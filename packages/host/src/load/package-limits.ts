/** How large a package may be. An archive is held against them while it is read, so a bomb costs no more than this. */
export const packageLimits = {
  files: 2_000,
  /** Unpacked, all together. */
  bytes: 50 * 1_048_576,
  /** Of an archive as it comes. */
  archive: 32 * 1_048_576,
  /** Unpacked bytes for a byte of the archive; below `free` nobody asks. */
  ratio: 100,
  free: 2 * 1_048_576,
  /** The file that is run. */
  entry: 8 * 1_048_576,
  manifest: 256 * 1_024,
  /** UTF-16 units of a path, and folders in it. */
  path: 300,
  depth: 16,
} as const;
