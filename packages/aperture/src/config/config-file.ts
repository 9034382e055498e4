import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ApertureError } from "@aperture/sdk";
import { Document, isMap, isScalar, parseDocument } from "yaml";

export const configPath = (home: string): string => join(home, "config.yml");

/** The parsed file with its comments; an empty document when there is none. Throws `config_unreadable`. */
export function readConfigFile(file: string): Document.Parsed | Document {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Document({});
    throw new ApertureError("config_unreadable", { file, reason: (error as Error).message }, { cause: error });
  }
  const document = parseDocument(text, { prettyErrors: true });
  const problem = document.errors[0];
  if (problem) {
    const [reason = "not YAML"] = problem.message.split("\n");
    throw new ApertureError("config_unreadable", { file, reason: reason.replace(/:$/, "") });
  }
  if (document.contents === null) return withComments(document);
  if (!isMap(document.contents)) {
    throw new ApertureError("config_unreadable", { file, reason: "it must be a list of `key: value` lines" });
  }
  return document;
}

/** A file that holds nothing but comments has no contents to set keys in; its comments stay on top. */
function withComments(document: Document.Parsed): Document {
  const empty = new Document({});
  empty.commentBefore = [document.commentBefore, document.comment].filter(Boolean).join("\n") || null;
  return empty;
}

/** Every leaf of the document as `[dotted key, value]`. A list is a leaf: no setting is one. */
export function leavesOf(document: Document): [string, unknown][] {
  const leaves: [string, unknown][] = [];
  const walk = (node: unknown, path: string): void => {
    if (!isMap(node)) {
      leaves.push([path, isScalar(node) ? node.value : ((node as { toJSON?(): unknown } | null)?.toJSON?.() ?? null)]);
      return;
    }
    for (const pair of node.items) {
      const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
      walk(pair.value, path === "" ? name : `${path}.${name}`);
    }
  };
  if (isMap(document.contents)) walk(document.contents, "");
  return leaves;
}

/** Sets one key; everything else in the file, comments included, stays as it is. The file is replaced in one step. */
export function writeConfigKey(file: string, key: string, value: unknown): void {
  const document = readConfigFile(file);
  document.setIn(key.split("."), value);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, document.toString(), { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}
