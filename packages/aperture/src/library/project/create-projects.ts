import { join } from "node:path";
import { ApertureError, type ProjectTrust } from "@aperture/sdk";
import { describeItem, describeProfile } from "../describe-item.ts";
import { realFolder } from "./real-folder.ts";
import { type ProjectScan, scanProject, stampProject } from "./scan-project.ts";
import { createTrusted } from "./trusted.ts";

/** Scans that are remembered; more folders than this are not worked in at once. */
const MOST_REMEMBERED = 64;

export interface Projects {
  /** What is in the folder, counting or not; null where there is no such folder. */
  look(folder: string): ProjectScan | null;
  /** What counts: of trusted folders alone, and null for all others. */
  trusted(folder: string): ProjectScan | null;
  state(folder: string): ProjectTrust;
  /** Real paths of all that were trusted once. */
  known(): string[];
  /** Throws `project_changed` and `invalid_input`. */
  trust(folder: string, trusted: boolean, digest?: string): ProjectTrust;
}

export function createProjects(home: string, now: () => number, warn: (text: string) => void): Projects {
  const trusted = createTrusted(join(home, "trusted.json"), now, warn);
  const remembered = new Map<string, ProjectScan>();

  function look(folder: string): ProjectScan | null {
    const real = realFolder(folder);
    if (real === null) return null;
    const known = remembered.get(real);
    const scan = known !== undefined && known.stamp === stampProject(real) ? known : scanProject(real);
    remembered.delete(real);
    if (scan.isSettled) remembered.set(real, scan);
    if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!);
    return scan;
  }

  function state(folder: string): ProjectTrust {
    const scan = look(folder);
    if (scan === null || (scan.files.length === 0 && scan.trouble === null))
      return { ...nothing, folder: scan?.folder ?? folder, files: [], says: [] };
    const { digest, files, profile, trouble } = scan;
    return {
      folder: scan.folder,
      state: stateOf(scan),
      digest,
      files: [...files],
      profile,
      trouble,
      says: saysOf(scan),
    };
  }

  function stateOf({ folder, digest, trouble }: ProjectScan): ProjectTrust["state"] {
    if (trouble !== null || digest === null) return "invalid";
    const given = trusted.digest(folder);
    if (given === null) return "untrusted";
    return given === digest ? "trusted" : "changed";
  }

  return {
    look,
    state,
    trusted(folder) {
      const scan = look(folder);
      return scan !== null && scan.files.length > 0 && stateOf(scan) === "trusted" ? scan : null;
    },
    known: trusted.folders,
    trust(folder, isTrusted, digest) {
      const scan = look(folder);
      if (!isTrusted) {
        // A folder that is gone can be forgotten too.
        trusted.set(scan?.folder ?? folder, null);
        return state(folder);
      }
      if (scan === null) throw new ApertureError("not_found", { what: "folder", id: folder });
      if (scan.trouble !== null || scan.digest === null) throw refused(scan);
      if (digest !== undefined && digest !== scan.digest)
        throw new ApertureError("project_changed", { folder: scan.folder });
      trusted.set(scan.folder, scan.digest);
      return state(folder);
    },
  };
}

const nothing = { state: "none", digest: null, profile: null, trouble: null } as const;

function refused({ folder, trouble }: ProjectScan): ApertureError {
  if (trouble === null) return new ApertureError("not_found", { what: ".aperture.yml in", id: folder });
  const { file, line, column, reason } = trouble;
  return new ApertureError("library_invalid", { file, line, column, reason });
}

function saysOf({ profile, items }: ProjectScan): string[] {
  const own = items.flatMap(({ kind, name, value, problems }) => {
    if (value === null) return [`its ${kind} ${name} cannot be used: ${problems[0]?.reason ?? "it is not valid"}`];
    return [
      `it brings the ${kind} ${name}, which here counts before yours of that name`,
      ...describeItem(value).map((line) => `${kind} ${name}: ${line}`),
    ];
  });
  return [...(profile === null ? [] : describeProfile(profile)), ...own];
}
