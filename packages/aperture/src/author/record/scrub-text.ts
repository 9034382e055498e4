import { personalShapes, secretShapes } from "../../packs/scan/secret-shapes.ts";

/** What a recording was freed of: kinds, and how many different values of each. */
export type Scrubbed = ReadonlyMap<string, ReadonlySet<string>>;

export interface Scrubber {
  /** The text without secrets, addresses of people and folders of this machine. The same value always becomes the same word. */
  text(text: string): string;
  readonly found: Scrubbed;
}

/** `project`: its folder becomes `.`; `home`: the user's folder becomes `/home/user`. */
export function createScrubber(folders: { readonly project: string | null; readonly home: string | null }): Scrubber {
  const found = new Map<string, Map<string, string>>();
  const wordFor = (kind: string, value: string): string => {
    const words = found.get(kind) ?? new Map<string, string>();
    found.set(kind, words);
    let word = words.get(value);
    if (word === undefined) {
      const number = words.size + 1;
      word = kind === "email" ? `person-${number}@example.com` : `<${kind}-${number}>`;
      words.set(value, word);
    }
    return word;
  };
  return {
    text(text) {
      let clean = text;
      for (const { name, pattern } of [...secretShapes, ...personalShapes])
        clean = clean.replace(pattern, (value) => wordFor(name, value));
      return withoutFolders(clean, folders);
    },
    get found() {
      return new Map([...found].map(([kind, words]) => [kind, new Set(words.keys())]));
    },
  };
}

/** Longest first: the project usually lies in the user's folder. */
function withoutFolders(text: string, { project, home }: { project: string | null; home: string | null }): string {
  let clean = text;
  if (project && project.length > 1) clean = clean.replaceAll(`${project}/`, "").replaceAll(project, ".");
  if (home && home.length > 1) clean = clean.replaceAll(home, "/home/user");
  return clean.replace(/(?<=\/(?:home|Users)\/)(?!user\b)[\w.-]+/g, "user");
}

/** Kinds of secrets that are in a text: none in one that was scrubbed. */
export function secretsIn(text: string): string[] {
  return secretShapes.filter(({ pattern }) => text.search(pattern) >= 0).map(({ name }) => name);
}
