import { anthropic } from "../dialects/anthropic/anthropic.ts";
import type { PlacedDraft } from "../dialects/dialect.ts";
import type { Document } from "../document/document.ts";
import { documentSteps, type Opaque } from "../document/parse-document.ts";
import type { BytesPort } from "../document/ports.ts";
import { CanonicalBodies } from "./canonical-bodies.ts";
import type { RecordedBlock, RecordedMarks, RecordedRequest } from "./recorded-request.ts";
import type { ReplayedRequest } from "./replayed-request.ts";

export interface RequestReaderOptions {
  readonly port: BytesPort;
  readonly model: string | null;
  readonly marks: RecordedMarks;
}

/**
 * Recorded requests as the pipeline gets them, one after the other: written as bodies, read as bodies. What the wire of the session said
 * of a block stays with it; of how it wrote it nothing is left.
 */
export class RequestReader {
  readonly #port: BytesPort;
  readonly #bodies: CanonicalBodies;
  #document: Document | undefined;
  readonly #dressed = new WeakMap<PlacedDraft, { readonly block: RecordedBlock; readonly placed: PlacedDraft }>();

  constructor({ port, model, marks }: RequestReaderOptions) {
    this.#port = port;
    this.#bodies = new CanonicalBodies(model, marks);
  }

  /** In slices of about a megabyte that is new. The value is null where the request cannot be made again. */
  *read({ turn, at, blocks }: RecordedRequest): Generator<void, ReplayedRequest | null> {
    const body = this.#bodies.body(blocks);
    const document: Document | Opaque = yield* documentSteps(
      body.bytes,
      anthropic.historyKey,
      this.#port,
      this.#document,
    );
    if ("opaque" in document) return null;
    this.#document = document;
    const read = anthropic.blocks(document);
    if (read.length !== body.blocks.length) return null;
    const firstTurns = new Map(body.blocks.map((block) => [block.n, block.turn]));
    return {
      dialect: anthropic,
      document,
      shape: anthropic.shape(document, "/v1/messages"),
      drafts: read.map((placed, index) => this.#dress(placed, body.blocks[index]!)),
      numbers: body.blocks.map(({ n }) => n),
      turn,
      at,
      firstTurn: (block) => firstTurns.get(block) ?? 1,
    };
  }

  /** The part with what was recorded of it; the same object for as long as it stands where it stood. */
  #dress(placed: PlacedDraft, block: RecordedBlock): PlacedDraft {
    const known = this.#dressed.get(placed);
    if (known && known.block === block) return known.placed;
    const { draft } = placed;
    const isShown = block.role === "image" || (block.role === "other" && block.kind !== "tool_definition");
    const dressed: PlacedDraft = {
      ...placed,
      draft: {
        ...draft,
        role: block.role,
        kind: isShown ? (block.role === "image" ? "image" : block.kind) : draft.kind,
        key: block.key,
        hash: block.hash,
        text: draft.hash === block.hash ? draft.text : block.text(),
        ...(block.toolName === undefined ? {} : { toolName: block.toolName }),
        ...(block.filePaths === undefined ? {} : { filePaths: block.filePaths }),
        ...(block.isError ? { isError: true } : {}),
        ...(block.signed ? { signed: true } : {}),
        ...(isShown ? { keepRaw: true } : {}),
        ...(block.tokens === undefined ? {} : { tokens: block.tokens }),
      },
    };
    this.#dressed.set(placed, { block, placed: dressed });
    return dressed;
  }
}
