/** The same bytes in fewer pieces: those that stand side by side in one buffer, as untouched events do, are one. */
export function joinAdjacent(pieces: readonly Uint8Array[]): Uint8Array[] {
  const joined: Uint8Array[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && last.buffer === piece.buffer && last.byteOffset + last.length === piece.byteOffset)
      joined[joined.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + piece.length);
    else if (piece.length > 0) joined.push(piece);
  }
  return joined;
}
