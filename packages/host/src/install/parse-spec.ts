import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { ApertureError, PluginName } from "@aperture/sdk";
import { valid, validRange } from "semver";

/** What somebody named, taken apart. */
export type ParsedSpec =
  | { readonly from: "registry"; readonly name: string; readonly range: string | null }
  | { readonly from: "path"; readonly path: string }
  | { readonly from: "git"; readonly address: string; readonly ref: string | null }
  | { readonly from: "npm"; readonly name: string; readonly range: string | null };

const npmName = /^(?:@[a-z0-9~-][a-z0-9._~-]{0,100}\/)?[a-z0-9~-][a-z0-9._~-]{0,200}$/;
const gitRef = /^[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}$/;
const help = "a name, an absolute folder or .tgz, git+https://…#ref, or npm:<package> would do";

/** Reads what somebody asked for. Throws `plugin_source_unknown`, which says what would work. */
export function parseSpec(spec: string): ParsedSpec {
  const text = spec.trim();
  if (text.length === 0 || text.length > 4_096 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text))
    throw unknown(spec, "it is empty, too long, or has characters that nobody sees");
  if (isAbsolute(text)) return { from: "path", path: text };
  if (/^\.{0,2}[\\/]|^~/.test(text)) throw unknown(spec, "a path has to be absolute here");
  if (text.startsWith("npm:")) return npm(spec, text.slice("npm:".length));
  if (text.startsWith("git+")) return git(spec, text.slice("git+".length));
  if (text.startsWith("github:")) return github(spec, text.slice("github:".length));
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) throw unknown(spec, `${text.split(":")[0]}: addresses are not read; ${help}`);
  return registry(spec, text);
}

function registry(spec: string, text: string): ParsedSpec {
  const at = text.indexOf("@");
  const name = at === -1 ? text : text.slice(0, at);
  if (/[^\x20-\x7e]/.test(name))
    throw unknown(spec, `the name has letters that only look like plain ones (${foreign(name)})`);
  const lower = name.toLowerCase();
  if (name !== lower && PluginName.safeParse(lower).success)
    throw unknown(spec, `names are lower-case: ${JSON.stringify(lower)} may be meant`);
  const read = PluginName.safeParse(name);
  if (!read.success) throw unknown(spec, `${read.error.issues[0]!.message}; ${help}`);
  return { from: "registry", name, range: at === -1 ? null : rangeOf(spec, text.slice(at + 1)) };
}

function npm(spec: string, text: string): ParsedSpec {
  const at = text.indexOf("@", 1);
  const name = at === -1 ? text : text.slice(0, at);
  if (!npmName.test(name))
    throw unknown(spec, "npm: wants the name of a package: npm:aperture-example, npm:@scope/name");
  return { from: "npm", name, range: at === -1 ? null : rangeOf(spec, text.slice(at + 1)) };
}

function git(spec: string, text: string): ParsedSpec {
  const [address = "", ref, ...more] = text.split("#");
  if (more.length > 0) throw unknown(spec, "it has more than one #");
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw unknown(spec, "behind git+ stands a whole address: git+https://…, git+ssh://… or git+file:///…");
  }
  if (!["https:", "ssh:", "file:"].includes(url.protocol))
    throw unknown(spec, `git is read over https, ssh or from a file, not over ${url.protocol.slice(0, -1)}`);
  if (url.password !== "") throw unknown(spec, "a password in an address would be kept with it; let git ask an agent");
  // A host that begins with a hyphen was an option to ssh once (CVE-2017-1000117).
  if (url.hostname.startsWith("-")) throw unknown(spec, "a host's name begins with a letter or digit");
  if (url.protocol === "file:" && !isAbsolute(localPath(spec, url)))
    throw unknown(spec, "git+file:// wants an absolute path");
  return { from: "git", address, ref: refOf(spec, ref) };
}

function github(spec: string, text: string): ParsedSpec {
  const [path = "", ref] = text.split("#");
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/.test(path) || path.endsWith("/.."))
    throw unknown(spec, "github: wants owner/repository");
  return { from: "git", address: `https://github.com/${path.replace(/\.git$/, "")}.git`, ref: refOf(spec, ref) };
}

function refOf(spec: string, ref: string | undefined): string | null {
  if (ref === undefined || ref === "") return null;
  if (!gitRef.test(ref) || ref.includes("..") || ref.includes("//"))
    throw unknown(spec, `${JSON.stringify(ref)} is no branch, tag or commit`);
  return ref;
}

function rangeOf(spec: string, range: string): string {
  if (range === "latest") return "*";
  if (range === "" || range.length > 100 || (valid(range) ?? validRange(range)) === null)
    throw unknown(spec, `${JSON.stringify(range)} is no version or range; such as 1.2.0, ^1 or ~1.2`);
  return range;
}

function localPath(spec: string, url: URL): string {
  try {
    return fileURLToPath(url);
  } catch {
    throw unknown(spec, "git+file:// wants a path on this machine");
  }
}

const foreign = (name: string): string =>
  [...new Set([...name].filter((letter) => /[^\x20-\x7e]/.test(letter)))]
    .map((letter) => `U+${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`)
    .slice(0, 5)
    .join(", ");

/** Shown as it is safe to show. */
const unknown = (spec: string, reason: string): ApertureError =>
  new ApertureError("plugin_source_unknown", {
    spec: JSON.stringify(spec.slice(0, 200))
      .slice(1, -1)
      .replaceAll(/[^\x20-\x7e]/g, "?"),
    reason,
  });
