const longest = 80;

/** A client's text as it may stand in an answer, a log or a terminal: short, printable ASCII, in quotes. */
export function quote(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return `"${cut.replace(/[^\x20-\x7e…]|["\\]/g, "?")}"`;
}
