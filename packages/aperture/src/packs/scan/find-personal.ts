/** Whose machine it is. */
export interface Person {
  /** Absolute path of the home folder. */
  readonly home: string | null;
  readonly user: string | null;
}

/** Names that stand for anybody. */
const anybody = "(?:user|username|you|me|name|example|someone)";
const folders: readonly RegExp[] = [
  new RegExp(`(?<![\\w.])/(?:home|Users)/(?!${anybody}\\b)[\\w.-]+`, "i"),
  new RegExp(`\\b[a-z]:[\\\\/]+Users[\\\\/]+(?!${anybody}\\b)[\\w.-]+`, "i"),
  /(?<![\w.])\/(?:var\/)?root\/[\w.-]+/,
];
/** Accounts that are nobody's name. */
const common = new Set([
  "root",
  "user",
  "admin",
  "node",
  "runner",
  "ubuntu",
  "debian",
  "app",
  "home",
  "docs",
  "src",
  "test",
]);

/** Where a text tells who wrote it, by a path or an account; null: nowhere. */
export function findPersonal(
  text: string,
  { home, user }: Person,
): { readonly what: string; readonly offset: number } | null {
  for (const folder of folders) {
    const at = text.search(folder);
    if (at >= 0) return { what: "a path of somebody's home folder", offset: at };
  }
  if (home !== null && home.length > 2) {
    const at = text.indexOf(home);
    if (at >= 0 && !/[\w-]/.test(text[at + home.length] ?? ""))
      return { what: "the path of your home folder", offset: at };
  }
  if (user === null || user.length < 3 || common.has(user.toLowerCase())) return null;
  const name = user.replaceAll(/[^\w]/g, "\\$&");
  // Only where it is an account: as a word of a sentence, a name is a word.
  const at = text.search(new RegExp(`(?<=[/\\\\~@])${name}\\b|\\b${name}(?=@)`, "i"));
  return at < 0 ? null : { what: "your user name", offset: at };
}
