import type { PluginPermissions } from "@aperture/sdk";
import { type Glob, parseGlob } from "./glob.ts";

/** Names that hold keys and passwords: a wildcard does not mean them. */
const secretName =
  /^(?:\.env(?:[.-].*)?|.*\.env|\.envrc|\.netrc|_netrc|\.npmrc|\.pypirc|\.pgpass|\.git-credentials|\.htpasswd|\.dockercfg|id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-].*)?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|tfstate|tfvars)|credentials(?:\..*)?|secrets?\..*|service-account.*\.json)$/;
const secretFolders = new Set([
  ".ssh",
  ".aws",
  ".gnupg",
  ".gnome-keyring",
  ".kube",
  ".docker",
  ".azure",
  ".password-store",
]);

/** Which of a project's files a plugin may read. Paths are relative, with forward slashes. */
export interface Readable {
  /** The glob that a path is under, as the manifest says it; undefined: it may not be read. */
  under(path: string): string | undefined;
  /** Whether a folder is worth looking into. */
  reaches(folder: string): boolean;
}

export function readableBy({ fs }: PluginPermissions): Readable {
  const globs = (fs?.read ?? []).map((text): [string, Glob] => [text, parseGlob(text)]);
  return {
    under(path) {
      if (!isPlainPath(path) || isGit(path)) return undefined;
      const isSecret = holdsSecrets(path);
      return globs.find(([, glob]) => (isSecret ? glob.literal === path : glob.matches(path)))?.[0];
    },
    reaches: (folder) => !isGit(folder) && globs.some(([, glob]) => glob.reaches(folder)),
  };
}

/** No way up, no empty or backslashed parts, nothing that ends a string elsewhere. */
export const isPlainPath = (path: string): boolean =>
  path !== "" &&
  path.length <= 4_096 &&
  !/[\0\\]/.test(path) &&
  !/^[A-Za-z]:/.test(path) &&
  path.split("/").every((part) => part !== "" && part !== "." && part !== "..");

/** A repository's own files hold what was deleted, and remotes with tokens. Names as file systems that fold case, dots and spaces see them. */
const isGit = (path: string): boolean =>
  path.split("/").some((part) => /^(?:\.git|git~\d+)[. ]*$/i.test(part.normalize("NFKC").replace(/\p{Cf}/gu, "")));

/** Whether a path is one of those that hold keys and passwords. */
export function holdsSecrets(path: string): boolean {
  const parts = path.toLowerCase().split("/");
  return parts.some((part) => secretFolders.has(part)) || secretName.test(parts.at(-1)!);
}
