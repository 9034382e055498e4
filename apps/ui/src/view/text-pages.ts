const pageLength = 20_000;

/**
 * A text cut into pages of about 20,000 characters, at line ends where there are any: the sheet shows the first one, and
 * the browser lays out only the pages near the window.
 */
export function textPages(text: string): readonly string[] {
  const pages: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + pageLength, text.length);
    if (to < text.length) {
      const lineEnd = text.lastIndexOf("\n", to);
      if (lineEnd > from + pageLength / 2) to = lineEnd + 1;
      // Never between the halves of a surrogate pair.
      else if (isHighSurrogate(text.charCodeAt(to - 1))) to += 1;
    }
    pages.push(text.slice(from, to));
    from = to;
  }
  return pages;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
