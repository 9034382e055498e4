/** How large a pack may be, in bytes. Packs are some pages of text; what is larger is none, and costs no more than this to refuse. */
export const packLimits = {
  /** The whole file, as it comes; base64 of it fits into a request of the API. */
  file: 4 * 1_048_576,
  /** Its files, unpacked, with the headers between them: a bomb ends here. */
  unpacked: 4 * 1_048_576,
  /** One item, as `WriteLibraryItem` has it. */
  item: 400_000,
  items: 100,
} as const;
