import type { DialectId } from "@aperture/sdk";
import { AnswerFrames } from "./answer/answer-frames.ts";
import type { ReadTexts } from "./answer/answer-texts.ts";
import { anthropicTexts } from "./answer/anthropic-texts.ts";
import { eventData } from "./answer/event-data.ts";
import type { Frame } from "./answer/frames.ts";
import { geminiTexts } from "./answer/gemini-texts.ts";
import { joinAdjacent } from "./answer/join-adjacent.ts";
import { openaiChatTexts } from "./answer/openai-chat-texts.ts";
import { openaiResponsesTexts } from "./answer/openai-responses-texts.ts";
import { parseData } from "./answer/parse-data.ts";
import { PlaceholderTree } from "./answer/placeholder-tree.ts";
import { RestoringQueue } from "./answer/restoring-queue.ts";
import type { AnswerRestorer, RestorerOptions } from "./contract.ts";

const texts: Readonly<Record<DialectId, ReadTexts>> = {
  anthropic: anthropicTexts,
  "openai-chat": openaiChatTexts,
  "openai-responses": openaiResponsesTexts,
  gemini: geminiTexts,
};

/**
 * Turns placeholders in an answer's text and tool arguments back into values, never in its thinking. No event is added,
 * dropped or moved; one without anything to restore keeps its bytes, one with something changes only inside the strings
 * that hold it. The same chunks of an event may come cut anywhere: the bytes that leave are the same.
 *
 * What cannot be read (broken JSON, duplicate keys, an event above 8 MB, a body above 32 MB) passes as it is. `push` and `end` never throw.
 * Throws RangeError for placeholders that `placeholderFor` did not make.
 */
export function createAnswerRestorer({ dialect, redactions, contentType, port }: RestorerOptions): AnswerRestorer {
  const tree = new PlaceholderTree(redactions);
  const queue = new RestoringQueue(tree);
  const frames = new AnswerFrames(contentType);
  const readTexts = texts[dialect];

  const read = (bytes: Uint8Array): void => {
    const data = frames.isStream ? eventData(bytes) : { bytes, place: (offset: number) => offset };
    const parsed = data && parseData(data, port);
    if (parsed) queue.read(bytes, parsed.data, (sink) => readTexts(parsed.root, sink));
    else {
      // `[DONE]`, or something broken: no text goes on behind it. A comment says nothing about that.
      if (data) queue.close("");
      queue.pass(bytes);
    }
  };
  const take = ({ bytes, isWhole }: Frame): void => {
    if (isWhole && (queue.isWaiting || tree.concerns(bytes))) read(bytes);
    else queue.pass(bytes);
  };

  return {
    push(bytes) {
      frames.push(bytes, take);
      return joinAdjacent(queue.take());
    },
    end() {
      frames.end(take);
      queue.close("");
      return joinAdjacent(queue.take());
    },
    get restored() {
      return queue.restored;
    },
  };
}
