/** What is to become of a string of a body that says a value which must not leave. */
export type Place =
  | { readonly do: "hide" }
  /** No value stands there: words of the wire format, encrypted or encoded bytes. */
  | { readonly do: "leave" }
  /** Nothing else may stand there. */
  | { readonly do: "refuse"; readonly why: string };

export interface Found {
  readonly isKey: boolean;
  /** Keys and indexes from the root; of a key, those of its value. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

type Containers = readonly Readonly<Record<string, unknown>>[];

/** Under these the client or the model says what it likes. */
const free = new Set(["input", "args", "arguments", "response", "metadata", "labels", "env"]);
/** Those of them that are free at the top too: `input` is a history there. */
const freeAtTop = new Set(["metadata", "labels"]);
/** Members whose value one of the format's own words is. */
const wordKeys = /^(type|role|status|object|media_type|mime_type|mimeType|finish_reason|effort|detail|format|mode)$/;
const word = /^[A-Za-z_][A-Za-z_./-]{0,39}$/;
const names = /^(name|model|cachedContent|id|.*_id|[a-z]+Id)$/;
const seals = /^(signature|encrypted_.+|thoughtSignature|thought_signature)$/;
const encoded = /^[A-Za-z0-9+/_=\s-]{64,}$/;

const hide: Place = { do: "hide" };
const leave: Place = { do: "leave" };

/** Where a value stands in a request of any of the four formats, and what may be done about it. */
export function placeOf(root: unknown, { isKey, path, text }: Found): Place {
  const containers = containersOf(root, path);
  const key = lastKey(path);
  if (isFree(path, isKey)) return hide;
  if (isKey) return placeOfKey(path, text);
  if (seals.test(key) || isEncoded(key, text, containers)) return leave;
  if (containers.some(isSealed)) return { do: "refuse", why: "the provider signed what stands there" };
  if (names.test(key) && typeof path.at(-1) === "string") return { do: "refuse", why: "it names something there" };
  if (wordKeys.test(key))
    return word.test(text) ? leave : { do: "refuse", why: "only words of the API may stand there" };
  return hide;
}

/** Properties of a tool's schema are the client's, other keys the API's. */
function placeOfKey(path: readonly (string | number)[], text: string): Place {
  if (path.at(-2) === "properties") return hide;
  return word.test(text) ? leave : { do: "refuse", why: "it is a key there" };
}

/** A key is free inside such a member, a value also as the member itself. */
function isFree(path: readonly (string | number)[], isKey: boolean): boolean {
  const inside = isKey ? path.slice(0, -1) : path;
  return inside.some((step, depth) => typeof step === "string" && (depth > 0 ? free : freeAtTop).has(step));
}

/** Images and files in base64, and reasoning that nobody can read. */
function isEncoded(key: string, text: string, containers: Containers): boolean {
  if (text.startsWith("data:") && text.slice(0, 200).includes(";base64,")) return true;
  if (containers.at(-1)?.type === "redacted_thinking") return true;
  return (key === "data" || key === "file_data") && encoded.test(text);
}

/** Of what Gemini signs, only thoughts are checked against what the model said (dialects/gemini/edit-refuse.ts). */
function isSealed(container: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(container).some(([key, value]) => {
    if (!seals.test(key) || typeof value !== "string" || value === "") return false;
    return key.startsWith("thought") ? container.thought === true : true;
  });
}

const lastKey = (path: readonly (string | number)[]): string =>
  path.findLast((step): step is string => typeof step === "string") ?? "";

/** The objects on the way, the outermost first. */
function containersOf(root: unknown, path: readonly (string | number)[]): Containers {
  const found: Readonly<Record<string, unknown>>[] = [];
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null) break;
    if (!Array.isArray(value)) found.push(value as Readonly<Record<string, unknown>>);
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return found;
}
