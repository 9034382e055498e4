import { ApertureError } from "@aperture/sdk";

/** What a path tag may consist of: it stands in URLs, file names and tables. */
const labelPattern = /^[A-Za-z0-9._-]{1,64}$/;

/** `run-claude-k3x9q2`: the agent for people, six letters so that two runs never share a session. */
export function newLabel(agent: string, random: () => number = Math.random): string {
  const name =
    agent
      .replace(/^.*[\\/]/, "")
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .slice(0, 40) || "command";
  const letters = "abcdefghijkmnpqrstuvwxyz23456789";
  const suffix = Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join("");
  return `run-${name}-${suffix}`;
}

/** Throws `usage_invalid`. `.` and `..` would be resolved away in a URL. */
export function checkLabel(label: string): string {
  if (labelPattern.test(label) && !/^\.+$/.test(label)) return label;
  throw new ApertureError("usage_invalid", {
    detail: `--label is ${JSON.stringify(label)}; allowed: 1 to 64 letters, digits, dots, dashes and underscores`,
  });
}
