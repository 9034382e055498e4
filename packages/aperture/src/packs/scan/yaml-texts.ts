import { isMap, isScalar, parseDocument, visit } from "yaml";

export interface YamlText {
  /** As YAML reads it: escapes, folds and quotes are gone. */
  readonly text: string;
  /** The key that it is the value of, or null. */
  readonly key: string | null;
  /** Where it stands in the file. */
  readonly offset: number;
}

/** Every text of a YAML file, keys and values. A file that cannot be read has none: its reader says so. */
export function yamlTexts(source: string): YamlText[] {
  const document = parseDocument(source, { logLevel: "silent" });
  const texts: YamlText[] = [];
  visit(document, {
    Scalar(_, node, path) {
      if (typeof node.value !== "string") return;
      const parent = path.at(-1);
      const key =
        typeof parent === "object" && "key" in parent && parent.value === node && isScalar(parent.key)
          ? parent.key.value
          : null;
      texts.push({ text: node.value, key: typeof key === "string" ? key : null, offset: node.range?.[0] ?? 0 });
    },
    Alias: () => visit.SKIP,
    Map: (_, node) => (isMap(node) ? undefined : visit.SKIP),
  });
  return texts;
}
