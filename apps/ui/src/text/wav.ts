/** Samples a second that speech engines are made for. */
export const speechRate = 16_000;

/** Mono samples from -1 to 1 as a WAV file of 16-bit PCM (RIFF, 44 bytes of header). */
export function wav(samples: Float32Array, rate: number = speechRate): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, samples.length * 2, true);
  for (let at = 0; at < samples.length; at += 1) {
    const sample = Math.max(-1, Math.min(1, samples[at]!));
    view.setInt16(44 + at * 2, Math.round(sample * (sample < 0 ? 0x8000 : 0x7fff)), true);
  }
  return bytes;
}
