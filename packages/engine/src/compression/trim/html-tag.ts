export interface HtmlTag {
  /** Lower case; `!--` for a comment, `!` for a declaration. */
  readonly name: string;
  readonly isClosing: boolean;
  readonly isSelfClosing: boolean;
  /** Empty where it has none. */
  readonly href: string;
  readonly alt: string;
  /** Behind the tag. */
  readonly end: number;
}

/** Longer tags are taken as text: no page made to be read has them. */
const LONGEST = 20_000;
/** Characters that may be looked at in vain: a page of brackets and quotes that never close stays linear. */
const WASTED = 1_000_000;

/** Reads the tag that opens at a place of `html`; null where `<` is only a character. */
export function tagReader(html: string): (at: number) => HtmlTag | null {
  let wasted = 0;
  const missing = new Set<string>();

  /** Behind the next `closing`; a text that has none further on is searched once. */
  function behind(closing: string, from: number): number {
    const found = missing.has(closing) ? -1 : html.indexOf(closing, from);
    if (found < 0) missing.add(closing);
    return found < 0 ? -1 : found + closing.length;
  }

  /** `>` outside quotes. */
  function closingBracket(from: number): number {
    if (wasted > WASTED) return -1;
    const limit = Math.min(html.length, from + LONGEST);
    let quote = "";
    let at = from;
    for (; at < limit; at += 1) {
      const character = html[at]!;
      if (quote !== "") quote = character === quote ? "" : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (character === ">") return at;
      else if (character === "<") break;
    }
    wasted += at - from;
    return -1;
  }

  return (at) => {
    if (html.startsWith("<!--", at)) return skipped("!--", behind("-->", at + 4));
    if (html.startsWith("<!", at) || html.startsWith("<?", at)) return skipped("!", behind(">", at + 2));
    const match = /^<(\/?)([A-Za-z][A-Za-z0-9:-]{0,40})/.exec(html.slice(at, at + 48));
    if (!match) return null;
    const close = closingBracket(at + match[0].length);
    if (close < 0) return null;
    const attributes = html.slice(at + match[0].length, close);
    return {
      name: match[2]!.toLowerCase(),
      isClosing: match[1] === "/",
      isSelfClosing: attributes.endsWith("/"),
      href: attribute(attributes, "href"),
      alt: attribute(attributes, "alt"),
      end: close + 1,
    };
  };
}

function skipped(name: string, end: number): HtmlTag | null {
  return end < 0 ? null : { name, isClosing: false, isSelfClosing: true, href: "", alt: "", end };
}

function attribute(attributes: string, name: string): string {
  const at = attributes.toLowerCase().indexOf(`${name}=`);
  if (at < 0 || (at > 0 && !/\s/.test(attributes[at - 1]!))) return "";
  const start = at + name.length + 1;
  const quote = attributes[start];
  if (quote !== '"' && quote !== "'") return attributes.slice(start).split(/\s/, 1)[0]!.slice(0, 2_000);
  const stop = attributes.indexOf(quote, start + 1);
  return stop < 0 ? "" : attributes.slice(start + 1, stop).slice(0, 2_000);
}
