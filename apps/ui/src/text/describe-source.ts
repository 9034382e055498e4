import type { LibraryEntry, ProjectTrust, Provenance, Signer } from "@aperture/sdk";

const sources: Readonly<Record<LibraryEntry["source"], string>> = {
  starter: "built in",
  user: "yours",
  pack: "from a pack",
  registry: "from a registry",
  project: "of the project",
};
export const describeLibrarySource = (source: LibraryEntry["source"]): string => sources[source];

const signers: Readonly<Record<Signer["status"], string>> = {
  own: "signed by this installation",
  known: "signed with the same key as before",
  new: "signed with a key that was never seen here",
  changed: "signed with another key than before",
};
export const describeSigner = ({ status }: Pick<Signer, "status">): string => signers[status];

const trusts: Readonly<Record<ProjectTrust["state"], string>> = {
  none: "nothing to trust",
  untrusted: "not trusted: nothing of it counts",
  changed: "changed since it was trusted: nothing of it counts",
  trusted: "trusted",
  invalid: "cannot be read: nothing of it counts",
};
export const describeTrust = (state: ProjectTrust["state"]): string => trusts[state];

const kinds: Readonly<Record<Provenance["kind"], string>> = {
  folder: "a folder",
  tarball: "an archive",
  linked: "its author's folder",
  git: "git",
  npm: "npm registry",
  bundled: "what comes with Aperture",
  aperture: "registry",
};
/** `git https://…`, `a folder /plugins/notes`. */
export const describeProvenance = ({ kind, from }: Pick<Provenance, "kind" | "from">): string =>
  [kinds[kind], kind === "bundled" ? "" : from].filter(Boolean).join(" ");

/** `preset:calm` → `preset calm`; the words of the API for what is none stay. */
export const describeOrigin = (origin: string): string => origin.replace(/^(preset|rule|template|plugin):/, "$1 ");

/** `ed25519:1a2b3c4d…`: enough to tell two apart; the whole stands beside it. */
export const shortKey = (fingerprint: string): string => `${fingerprint.slice(0, 20)}…`;
