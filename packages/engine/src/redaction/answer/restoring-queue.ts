import { type Edit, splice } from "../../document/splice.ts";
import type { TextSink, Wrapping } from "./answer-texts.ts";
import type { EventData } from "./event-data.ts";
import type { PlaceholderNode, PlaceholderTree } from "./placeholder-tree.ts";

/** A frame on its way: it leaves once no text in it waits and all before it have left. */
interface QueuedFrame {
  readonly bytes: Uint8Array;
  readonly edits: Edit[];
  /** Beginnings of placeholders in it of which more may come. */
  waits: number;
}

/** A placeholder that has begun: where its parts stand, frame by frame. */
interface Begun {
  node: PlaceholderNode;
  readonly wrapping: Wrapping;
  readonly parts: { readonly frame: QueuedFrame; readonly start: number; readonly end: number }[];
}

/** Bytes behind a waiting frame that are too many. Only a stream that leaves a text in the middle of a word for ever comes near. */
const HELD_LIMIT = 1 << 20;
const nothing = new Uint8Array();

/**
 * Frames in their order, with values in place of placeholders. Where a text ends with what may be a placeholder's
 * beginning its frame is held, and with it all behind. When the rest comes, the value stands where the placeholder began
 * and its parts are taken out of the frames after; when something else comes, the frames leave as they were.
 */
export class RestoringQueue {
  restored = 0;
  readonly #tree: PlaceholderTree;
  readonly #begun = new Map<string, Begun>();
  #frames: QueuedFrame[] = [];
  #held = 0;

  constructor(tree: PlaceholderTree) {
    this.#tree = tree;
  }

  /** True while a placeholder has begun: what comes next must be read. */
  get isWaiting(): boolean {
    return this.#begun.size > 0;
  }

  /** Adds a frame that has nothing to be read. */
  pass(bytes: Uint8Array): void {
    this.#add(bytes);
  }

  /** Adds a frame; `nameTexts` says where in its data the texts are. */
  read(bytes: Uint8Array, data: EventData, nameTexts: (sink: TextSink) => void): void {
    nameTexts(this.#sinkOf(this.#add(bytes), data));
  }

  /** No text of these channels goes on: what waited was no placeholder. */
  close(channels: string): void {
    for (const [channel, begun] of this.#begun) if (channel.startsWith(channels)) this.#release(channel, begun);
  }

  /** Frames that need not wait any more. */
  take(): Uint8Array[] {
    const settled = this.#frames.findIndex(({ waits }) => waits > 0);
    const leaving = this.#frames.splice(0, settled < 0 ? this.#frames.length : settled);
    return leaving.map(({ bytes, edits }) => splice(bytes, edits));
  }

  #add(bytes: Uint8Array): QueuedFrame {
    if (this.#held > HELD_LIMIT) this.close("");
    const frame: QueuedFrame = { bytes, edits: [], waits: 0 };
    this.#frames.push(frame);
    this.#held = this.isWaiting ? this.#held + bytes.length : 0;
    return frame;
  }

  #sinkOf(frame: QueuedFrame, data: EventData): TextSink {
    return {
      piece: (channel, node, wrapping) => {
        // Behind the opening quote, in front of the closing one.
        if (node?.isString) this.#piece(channel, frame, data, [node.start + 1, node.end - 1], wrapping);
      },
      whole: (node, wrapping) => {
        if (node) this.#replace(frame, data, [node.start, node.end], wrapping);
      },
      close: (channels) => this.close(channels),
    };
  }

  /** Replaces what is whole between two places; returns what has begun at the end. */
  #replace(
    frame: QueuedFrame,
    data: EventData,
    [start, end]: readonly [number, number],
    wrapping: Wrapping,
  ): Begun | null {
    const { bytes, place } = data;
    const tree = this.#tree;
    for (let from = tree.begins(bytes, start, end); from >= 0; ) {
      const { node, at } = tree.walk(tree.root, bytes, from, end);
      if (node?.value) {
        this.restored++;
        frame.edits.push({ start: place(from), end: place(from) + at - from, bytes: node.value[wrapping] });
      } else if (node) return { node, wrapping, parts: [{ frame, start: place(from), end: place(from) + at - from }] };
      from = tree.begins(bytes, Math.max(at, from + 1), end);
    }
    return null;
  }

  #piece(
    channel: string,
    frame: QueuedFrame,
    data: EventData,
    [start, end]: readonly [number, number],
    wrapping: Wrapping,
  ): void {
    let from = start;
    const begun = this.#begun.get(channel);
    if (begun && start < end) {
      const { node, at } = this.#tree.walk(begun.node, data.bytes, start, end);
      if (!node) this.#release(channel, begun);
      else {
        begun.parts.push({ frame, start: data.place(start), end: data.place(start) + at - start });
        frame.waits++;
        begun.node = node;
        if (!node.value) return;
        this.#complete(begun, node.value[begun.wrapping]);
        this.#release(channel, begun);
        from = at;
      }
    }
    const next = this.#replace(frame, data, [from, end], wrapping);
    if (!next) return;
    this.#begun.set(channel, next);
    frame.waits++;
  }

  #complete({ parts }: Begun, value: Uint8Array): void {
    this.restored++;
    for (const [index, { frame, start, end }] of parts.entries())
      frame.edits.push({ start, end, bytes: index === 0 ? value : nothing });
  }

  #release(channel: string, { parts }: Begun): void {
    this.#begun.delete(channel);
    for (const { frame } of parts) frame.waits--;
  }
}
