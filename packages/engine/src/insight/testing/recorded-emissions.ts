import type { Usage } from "@aperture/sdk";
import { dialects } from "../../dialects/index.ts";
import { documentOf } from "../../dialects/testing/fixture.ts";
import { requestBodies } from "../../dialects/testing/shapes.ts";
import type { Transcript } from "../../dialects/testing/transcript.ts";
import type { Document } from "../../document/document.ts";
import { type Emission, emissionOf } from "../../governor/emission.ts";

export interface RecordedEmission {
  readonly emission: Emission;
  /** The client's texts, in the emission's order. */
  readonly texts: readonly string[];
  /** What the provider billed; undefined where the recording does not say. */
  readonly usage: Usage | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface BilledAsRecorded {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number;
    readonly ephemeral_1h_input_tokens: number;
  };
}

/** A recorded session as Claude Code would send it, each request as its provider's cache sees it. */
export function recordedEmissions(transcript: Transcript, count: (text: string) => number): RecordedEmission[] {
  let document: Document | undefined;
  return [...requestBodies(transcript, "anthropic")].map(({ turn, body, usage, ts }) => {
    document = documentOf("anthropic", body, document);
    const drafts = dialects.anthropic.blocks(document).map(({ draft }) => draft);
    const parts = drafts.map(({ key, hash, text, tokens, cacheMark }, index) => ({
      key,
      hash,
      block: index + 1,
      tokens: tokens ?? count(text),
      mark: cacheMark === true,
    }));
    return {
      emission: emissionOf(transcript.model, parts, false),
      texts: drafts.map(({ text }) => text),
      usage: usage === undefined ? undefined : usageOf(usage as BilledAsRecorded),
      at: ts === undefined ? turn * 20_000 : Date.parse(ts),
    };
  });
}

const usageOf = (billed: BilledAsRecorded): Usage => ({
  input: billed.input_tokens,
  output: billed.output_tokens,
  cacheRead: billed.cache_read_input_tokens,
  cacheWrite5m: billed.cache_creation.ephemeral_5m_input_tokens,
  cacheWrite1h: billed.cache_creation.ephemeral_1h_input_tokens,
});
