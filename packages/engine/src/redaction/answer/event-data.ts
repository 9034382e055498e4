const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;
const COLON = 0x3a;
const SPACE = 0x20;
const DATA = [0x64, 0x61, 0x74, 0x61] as const;

/** The data of one event, and where its bytes stand in the frame. */
export interface EventData {
  readonly bytes: Uint8Array;
  /** Offset in the frame of a byte of the data that is no line end between data lines. */
  place(offset: number): number;
}

/** The `data:` lines of an SSE frame, joined by line feeds (WHATWG HTML §9.2.6); null where it has none. */
export function eventData(frame: Uint8Array): EventData | null {
  const lines: { start: number; end: number }[] = [];
  for (let at = 0; at < frame.length; ) {
    let end = at;
    while (end < frame.length && frame[end] !== LINE_FEED && frame[end] !== CARRIAGE_RETURN) end++;
    const value = dataStart(frame, at, end);
    if (value >= 0) lines.push({ start: value, end });
    at = end + 1;
  }
  const [first] = lines;
  // An event whose data is empty is none.
  if (!first || lines.every(({ start, end }) => start === end)) return null;
  if (lines.length === 1)
    return { bytes: frame.subarray(first.start, first.end), place: (offset) => first.start + offset };
  return joined(frame, lines);
}

/** Where the value of a `data` line begins, or -1 for any other line. */
function dataStart(frame: Uint8Array, start: number, end: number): number {
  if (end - start < DATA.length || DATA.some((byte, index) => frame[start + index] !== byte)) return -1;
  const colon = start + DATA.length;
  if (colon === end) return end;
  if (frame[colon] !== COLON) return -1;
  return colon + 1 < end && frame[colon + 1] === SPACE ? colon + 2 : colon + 1;
}

function joined(frame: Uint8Array, lines: readonly { start: number; end: number }[]): EventData {
  const bytes = new Uint8Array(lines.reduce((size, { start, end }) => size + end - start + 1, -1));
  const starts: number[] = [];
  let size = 0;
  for (const { start, end } of lines) {
    if (starts.length > 0) bytes[size++] = LINE_FEED;
    starts.push(size);
    bytes.set(frame.subarray(start, end), size);
    size += end - start;
  }
  return {
    bytes,
    place(offset) {
      const line = starts.findLastIndex((start) => start <= offset);
      return lines[line]!.start + offset - starts[line]!;
    },
  };
}
