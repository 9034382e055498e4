import type { PermissionDiff, PluginInspection, Provenance } from "@aperture/sdk";
import { describeSigner } from "../library/describe-signer.ts";
import { oneLine } from "../plain-text.ts";

const kinds: Readonly<Record<Provenance["kind"], string>> = {
  folder: "the folder",
  tarball: "the archive",
  linked: "the author's folder",
  git: "the repository",
  npm: "the npm registry",
  bundled: "the registry that ships with Aperture",
  aperture: "the Aperture registry",
};

/** `the npm registry registry.npmjs.org (published 2026-01-02)`. */
export function describeProvenance({ kind, from, resolved, publishedAt }: Provenance): string {
  const where = kind === "bundled" ? kinds.bundled : `${kinds[kind]} ${oneLine(from, 200)}`;
  const commit = kind === "git" && resolved !== null ? ` at ${oneLine(resolved, 60)}` : "";
  const when = publishedAt === null ? "" : `, published ${oneLine(publishedAt.slice(0, 10))}`;
  return `${where}${commit}${when}`;
}

/** Where it comes from, and who answers for it: what a look-alike cannot say. */
export const describeOrigin = ({ provenance, signer }: Pick<PluginInspection, "provenance" | "signer">): string[] => [
  `  from ${describeProvenance(provenance)}`,
  `  ${signerText(provenance, signer)}`,
];

/** Each release has a key of its own: that of what ships was never seen before, and is vouched for by the release. */
function signerText({ kind }: Provenance, signer: PluginInspection["signer"]): string {
  if (signer === null) return "signed by nobody";
  return kind === "bundled" ? "signed with this release of Aperture" : `signed by ${describeSigner(signer)}`;
}

/** What another version asks for beyond, and no longer. Empty where nothing differs. */
export function describeDiff(diff: PermissionDiff): string[] {
  const { added, removed, stages, hosts, runtime, publisher } = diff;
  return [
    ...added.map(({ capability, means }) => `  new  ${capability}: ${oneLine(means, 200)}`),
    ...hosts.map((host) => `  new  it may reach ${oneLine(host, 200)}`),
    ...removed.map(({ capability }) => `  gone ${capability}`),
    ...stages.map((line) => `  ${oneLine(line, 200)}`),
    ...(runtime === null ? [] : [`  it ran as ${runtime.before}, and runs as ${runtime.after}`]),
    ...(publisher === null
      ? []
      : [
          `  PUBLISHER: ${key(publisher.before)} before, ${key(publisher.after)} now: somebody else may have taken it over`,
        ]),
  ];
}

const key = (fingerprint: string | null): string => (fingerprint === null ? "nobody" : oneLine(fingerprint, 40));
