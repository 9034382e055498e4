import type { PluginUpdate, UpdatePhase, UpdatePolicy } from "@aperture/sdk";

const phases: Readonly<Record<UpdatePhase, string>> = {
  available: "can be updated",
  cooling: "cools down",
  "needs-consent": "asks for more than before",
  pinned: "pinned",
  proving: "is tried on recorded requests",
  shadowing: "runs beside the old one",
  watching: "is in place, and watched",
  done: "updated",
  refused: "refused",
  "rolled-back": "rolled back",
};
export const describePhase = (phase: UpdatePhase): string => phases[phase];

/** Nothing can be begun while it is under way. */
const underWay: ReadonlySet<UpdatePhase> = new Set(["proving", "shadowing", "watching"]);
export const isUnderWay = (phase: UpdatePhase): boolean => underWay.has(phase);

/** What somebody can decide about; the rest is over. */
export const isOpen = (phase: UpdatePhase): boolean =>
  phase !== "done" && phase !== "rolled-back" && !isUnderWay(phase);

const policies: Readonly<Record<UpdatePolicy, string>> = {
  off: "nobody is asked for updates until you check",
  notify: "updates are told, and wait for you",
  safe: "updates that ask for nothing new are proved, then installed by themselves",
};
export const describePolicy = (policy: UpdatePolicy): string => policies[policy];

/** `until 2026-11-24 10:00`, or undefined where it does not cool down. */
export const describeCooling = ({ coolsUntil }: Pick<PluginUpdate, "coolsUntil">): string | undefined =>
  coolsUntil === null ? undefined : `until ${coolsUntil.slice(0, 16).replace("T", " ")}`;

/** How far it came with live requests: of the shadow, then of the watch. */
export function describeProgress({ phase, shadow, watch }: Pick<PluginUpdate, "phase" | "shadow" | "watch">): string {
  if (phase === "shadowing" && shadow) return `${shadow.requests} of ${shadow.wanted} live requests, ${failed(shadow)}`;
  if (watch && phase !== "shadowing") return `${watch.requests} of ${watch.of} requests watched, ${failed(watch)}`;
  return "";
}

/** 0 to 1, or undefined where nothing is counted. */
export function progressOf({
  phase,
  shadow,
  watch,
}: Pick<PluginUpdate, "phase" | "shadow" | "watch">): number | undefined {
  const [done, of] =
    phase === "shadowing" && shadow
      ? [shadow.requests, shadow.wanted]
      : phase === "watching" && watch
        ? [watch.requests, watch.of]
        : [0, 0];
  return of > 0 ? Math.min(1, done / of) : undefined;
}

const failed = ({ failures }: { failures: number }): string =>
  failures === 0 ? "none failed" : failures === 1 ? "1 failed" : `${failures} failed`;
