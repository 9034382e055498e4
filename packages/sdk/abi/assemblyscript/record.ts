import * as host from "./host";

/** One patch record, used again and again. */
const record = memory.data(48);

/** UTF-8 for the host; kept by its caller for as long as the pointer is used. */
export function utf8(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

export function at(bytes: ArrayBuffer): usize {
  return changetype<usize>(bytes);
}

/** Records one wish; `operation` is one of `Operation`. `handle` below 0 stands for the text that it names. */
export function wish(
  operation: i32,
  block: i32,
  a: i32,
  b: i32,
  c: i32,
  text: string,
  handle: i32,
  key: string,
  reason: string,
): void {
  const textBytes = utf8(text);
  const keyBytes = utf8(key);
  const reasonBytes = utf8(reason);
  store<i32>(record, operation);
  store<i32>(record, block, 4);
  store<i32>(record, a, 8);
  store<i32>(record, b, 12);
  store<i32>(record, c, 16);
  store<i32>(record, 0, 20);
  store<i32>(record, handle < 0 ? handle : <i32>at(textBytes), 24);
  store<i32>(record, handle < 0 ? -1 : textBytes.byteLength, 28);
  store<i32>(record, <i32>at(keyBytes), 32);
  store<i32>(record, keyBytes.byteLength, 36);
  store<i32>(record, <i32>at(reasonBytes), 40);
  store<i32>(record, reasonBytes.byteLength, 44);
  host.patch(record, 1);
}
