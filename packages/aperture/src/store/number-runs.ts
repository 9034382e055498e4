/**
 * A list of block numbers (integers from 0 to 2^51) as runs `n, n+1, n+2 …`. Each run is two varints: the zigzag distance of
 * its first number from the one that would have continued the last run, and its length − 1. A conversation alone in the
 * store is one run, whatever its length; one among sixteen costs two or three bytes per turn. Order and repetition are kept.
 */
export function encodeNumberRuns(numbers: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let expected = 0;
  for (let at = 0; at < numbers.length; ) {
    const first = numbers[at] as number;
    let length = 1;
    while (numbers[at + length] === first + length) length += 1;
    const distance = first - expected;
    pushVarint(bytes, distance >= 0 ? distance * 2 : -distance * 2 - 1);
    pushVarint(bytes, length - 1);
    expected = first + length;
    at += length;
  }
  return Uint8Array.from(bytes);
}

/** Throws `RangeError` when the bytes end inside a number. */
export function decodeNumberRuns(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let expected = 0;
  let at = 0;
  // Arithmetic instead of bit operators, which would cut at 32 bits.
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError("a block list ends inside a number");
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const zigzag = readVarint();
    const length = readVarint() + 1;
    const first = expected + (zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2);
    for (let offset = 0; offset < length; offset += 1) numbers.push(first + offset);
    expected = first + length;
  }
  return numbers;
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
