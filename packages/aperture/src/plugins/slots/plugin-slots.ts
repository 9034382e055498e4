import type { PipelineInput } from "@aperture/engine/pipeline/pipeline-run";
import type { Slots } from "@aperture/engine/pipeline/slot";
import { redactText } from "@aperture/engine/redaction/redact-text";
import type { StageBlock, StageResult, WaitingStage } from "@aperture/engine/stage/stage";
import type { BlockFacts } from "@aperture/host/border/block-facts";
import { withText } from "@aperture/host/border/with-text";
import type { HostedStage, PluginHost } from "@aperture/host/host/plugin-host";
import { carryEffects } from "./carry-effects.ts";
import { splitPatch } from "./patch-intents.ts";
import type { PluginStages } from "./plugged-stages.ts";
import type { RequestFactsOf } from "./request-facts.ts";

export interface PluginSlotsParts {
  readonly host: Pick<PluginHost, "hasStages" | "blocks" | "stagesAt">;
  readonly services: Parameters<typeof carryEffects>[2];
  readonly facts: Pick<RequestFactsOf, "request">;
}

/** The plugins' stages as the pipeline sees them. */
export function createPluginSlots({ host, services, facts }: PluginSlotsParts): PluginStages {
  const slots: Slots = (at, input) => {
    const standing = host.stagesAt(at);
    // A request to which nothing new is done is nobody's business but theirs who protect.
    const asked = input.nothingNew ? standing.filter(({ declaration }) => declaration.onError === "block") : standing;
    let group: HostedStage[] = [];
    return asked.map((stage) => {
      const together = group.length > 0 && mayJoin(group, stage);
      group = together ? [...group, stage] : [stage];
      return waiting(stage, input, together);
    });
  };

  const waiting = (stage: HostedStage, input: PipelineInput, together: boolean): WaitingStage => ({
    name: stage.name,
    together,
    async ask(blocks, context) {
      const protects = stage.declaration.onError === "block";
      try {
        const request = facts.request(input, context);
        const answer = await stage.run(readable(blocks, input), request);
        if (!answer) return [];
        const { intents, effects, refusal } = splitPatch(stage.plugin, answer.patch, protects);
        const owner = { plugin: stage.plugin, session: request.session, granted: stage.granted };
        const failed = await carryEffects(effects, owner, services);
        if (refusal !== null) return blocked(refusal);
        const undone = [...answer.refused, ...failed];
        const unsafe = protects ? undone.find(isOfText) : undefined;
        if (unsafe !== undefined) return blocked(unsafe);
        const reason = undone.join("; ") || null;
        return { intents, reason, protects };
      } catch (error) {
        if (!protects) throw error;
        return blocked(error instanceof Error ? error.message : String(error));
      }
    },
  });

  return { slots, isLive: () => host.hasStages(), protecting: () => host.blocks() };
}

/**
 * Whether a stage may be asked at the same time as these: nobody said who of them comes first. A stage of another `order` sees what those before it
 * wanted.
 */
const mayJoin = (group: readonly HostedStage[], { plugin, declaration }: HostedStage): boolean =>
  group.every(
    (earlier) =>
      earlier.declaration.order === declaration.order &&
      !declaration.after.includes(earlier.plugin) &&
      !earlier.declaration.before.includes(plugin),
  );

/** What changes what leaves; of a stage that protects it must be done. A note or an event that was not taken protects nobody. */
const ofText = new Set(["level", "content", "remove", "redact"]);
/** Reasons begin with what was wanted: `redact: …`. */
const isOfText = (reason: string): boolean => ofText.has(reason.slice(0, reason.indexOf(":")));

const blocked = (reason: string): StageResult => ({
  intents: [],
  reason,
  refusal: { code: "plugin_blocked", reason },
});

/** What the user hides is hidden from plugins too. Texts are looked through once, whoever asks. */
function readable(blocks: readonly StageBlock[], { redactions, hash }: PipelineInput): readonly BlockFacts[] {
  if (redactions.length === 0) return blocks;
  const texts = hidden.get(redactions) ?? new Map<string, Hidden | null>();
  hidden.set(redactions, texts);
  return blocks.map((block) => {
    let found = texts.get(block.hash);
    if (found === undefined) {
      const text = redactText(block.text, redactions);
      found = text === block.text ? null : { text, hash: hash(text) };
      texts.set(block.hash, found);
    }
    return found ? withText(block, found.text, found.hash) : block;
  });
}

interface Hidden {
  readonly text: string;
  readonly hash: string;
}

const hidden = new WeakMap<PipelineInput["redactions"], Map<string, Hidden | null>>();
