/** A string of a JSON body, key or value. */
export interface BodyString {
  /** Byte offsets, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly isKey: boolean;
  /** Keys and indexes from the root; of a key, those of its value. Another array for each string. */
  readonly path: readonly (string | number)[];
}

interface Frame {
  readonly isArray: boolean;
  at: string | number;
  isKeyNext: boolean;
}

const quote = 0x22;
const backslash = 0x5c;

/** Every string of a body that is known to be JSON, in body order. `decode` reads a string literal. Does not recurse. */
export function* bodyStrings(
  bytes: Uint8Array,
  decode: (start: number, end: number) => string,
): Generator<BodyString, void> {
  const frames: Frame[] = [];
  const pathOf = (): (string | number)[] => frames.map(({ at }) => at);
  for (let at = 0; at < bytes.length; at++) {
    const frame = frames.at(-1);
    switch (bytes[at]) {
      case 0x7b:
        frames.push({ isArray: false, at: "", isKeyNext: true });
        break;
      case 0x5b:
        frames.push({ isArray: true, at: 0, isKeyNext: false });
        break;
      case 0x7d:
      case 0x5d:
        frames.pop();
        break;
      case 0x2c:
        if (frame?.isArray) frame.at = (frame.at as number) + 1;
        else if (frame) frame.isKeyNext = true;
        break;
      case quote: {
        const start = at;
        for (at++; bytes[at] !== quote; at++) if (bytes[at] === backslash) at++;
        const end = at + 1;
        const isKey = frame?.isKeyNext ?? false;
        if (frame && isKey) {
          frame.at = decode(start, end);
          frame.isKeyNext = false;
        }
        yield { start, end, isKey, path: pathOf() };
        break;
      }
    }
  }
}
