import { packageLimits } from "./package-limits.ts";

// Cc control · Cf bidirectional overrides, zero-width and other invisible ones · Zl, Zp line separators · Co, Cn no characters at all ·
// Cs lone surrogates · the Hangul fillers, which are letters that nobody sees.
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\u115f\u1160\u3164\uffa0\u2800]/u;
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Why a package may not have a file of this name, or null. Names have forward slashes and must mean the same on every system. */
export function checkPath(path: string): string | null {
  if (path === "") return "it has a file without a name";
  const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 120)}…` : path);
  if (invisible.test(path)) return `the name ${escaped(path)} has control or invisible characters`;
  if (path.length > packageLimits.path) return `the name ${shown} is longer than ${packageLimits.path} characters`;
  if (path.startsWith("/")) return `the path ${shown} is absolute`;
  if (path.includes("\\")) return `the path ${shown} has a backslash; folders are separated by /`;
  if (path.includes(":")) return `the path ${shown} has a colon`;
  const parts = path.split("/");
  if (parts.length > packageLimits.depth) return `the path ${shown} is deeper than ${packageLimits.depth} folders`;
  for (const part of parts) {
    if (part === "..") return `the path ${shown} leads out of the package`;
    if (part === "" || part === ".") return `the path ${shown} is not a plain one`;
    if (/[. ]$/.test(part)) return `the name ${shown} ends with a dot or space, which some systems drop`;
    if (device.test(part)) return `the name ${shown} is a device on some systems`;
  }
  return null;
}

const escaped = (text: string): string =>
  JSON.stringify(text.slice(0, 120)).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
