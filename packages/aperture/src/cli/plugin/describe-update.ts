import type { PluginUpdate, UpdatePhase, UpdateProof } from "@aperture/sdk";
import { count } from "../control/count.ts";
import { describeChange } from "../library/describe-change.ts";
import { oneLine, plainText } from "../plain-text.ts";
import { describeDiff } from "./describe-origin.ts";

export const phases: Readonly<Record<UpdatePhase, string>> = {
  available: "available",
  cooling: "cools down",
  "needs-consent": "asks for more",
  pinned: "pinned",
  proving: "is tried on recorded requests",
  shadowing: "is shown live requests, beside the installed one",
  watching: "installed, watched",
  done: "installed",
  refused: "refused",
  "rolled-back": "rolled back",
};

/** Phases in which the new version counts, or nothing stands in its way. */
const fine: ReadonlySet<UpdatePhase> = new Set(["available", "proving", "shadowing", "watching", "done"]);
export const isFine = ({ phase }: Pick<PluginUpdate, "phase">): boolean => fine.has(phase);

/** `tidy 1.0.0 → 1.1.0: installed, watched`, and all that was found. */
export function describeUpdate(update: PluginUpdate): string {
  const { plugin, installed, version, reason, coolsUntil, changelog, proof, shadow, watch, diff } = update;
  const lines = [`${plugin} ${oneLine(installed)} → ${oneLine(version)}: ${stateText(update)}`];
  if (reason !== null && update.phase === "cooling") lines.push(`  ${oneLine(reason, 400)}`);
  if (coolsUntil !== null) lines.push(`  until ${coolsUntil}; --skip-cooldown does not wait`);
  if (changelog !== null) lines.push(...quoted(changelog));
  const differs = describeDiff(diff);
  if (differs.length > 0) lines.push("It differs in what it may do:", ...differs);
  if (proof !== null) lines.push(...describeProof(proof));
  if (shadow !== null)
    lines.push(
      `Shadow: ${count(shadow.requests)} of ${count(shadow.wanted, "request")}, ${count(shadow.failures, "failure")}`,
    );
  if (watch !== null)
    lines.push(
      `Watched: ${count(watch.requests)} of ${count(watch.of, "request")}, ${count(watch.failures, "failure")}`,
    );
  return lines.join("\n");
}

export const stateText = ({ phase, reason }: PluginUpdate): string =>
  reason === null || phase === "cooling" ? phases[phase] : `${phases[phase]}: ${oneLine(reason, 300)}`;

function describeProof(proof: UpdateProof): string[] {
  const { requests, sessions, before, after, beforeP50, afterP50, changedBlocks, failures, passed, findings } = proof;
  const change = (from: number, to: number): string => describeChange(from === 0 ? 0 : to / from - 1);
  return [
    `On ${count(requests, "recorded request")} of ${count(sessions, "session")}: ${passed ? "nothing speaks against it" : "SOMETHING SPEAKS AGAINST IT"}`,
    `  tokens ${count(before.promptTokens)} → ${count(after.promptTokens)} (${change(before.promptTokens, after.promptTokens)}), bill ${change(before.bill, after.bill)}`,
    `  ${milliseconds(beforeP50)} → ${milliseconds(afterP50)} ms a call, ${count(changedBlocks, "block")} otherwise, ${count(failures, "failure")}`,
    ...findings.map((finding) => `  ${oneLine(finding, 300)}`),
  ];
}

const milliseconds = (value: number | null): string => (value === null ? "-" : value.toFixed(2));

/** A stranger's words: each line set in by a bar, and not too many. */
const quoted = (text: string): string[] =>
  plainText(text)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, 12)
    .map((line) => `  | ${oneLine(line, 160)}`);
