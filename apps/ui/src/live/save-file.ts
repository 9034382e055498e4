import type { SaveFile } from "./pack-export.svelte.ts";

/** By a link that is pressed and gone. A blob is of this origin: nothing is asked for over the network. */
export const saveFile: SaveFile = (name, bytes) => {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/gzip" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};
