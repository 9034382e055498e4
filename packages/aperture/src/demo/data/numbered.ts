/** A file as the Read tool returns it: every line with its number in front. */
export const numbered = (file: string, from = 1): string =>
  file
    .split("\n")
    .map((line, index) => `${String(from + index).padStart(6)}\t${line}`)
    .join("\n");
