import { describe, expect, test } from "vitest";
import { imageSize } from "./image-size.ts";
import { anthropicImageTokens, geminiImageTokens, openaiImageTokens } from "./image-tokens.ts";

const base64 = (...bytes: (number | string)[]): string =>
  Buffer.concat(
    bytes.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.of(part))),
  ).toString("base64");
const pad = "\0".repeat(32);

describe("imageSize", () => {
  test.each([
    ["PNG", base64(0x89, "PNG\r\n\x1a\n\0\0\0\rIHDR", "\0\0\x04\0", "\0\0\x03\0", pad), [1024, 768]],
    ["GIF", base64("GIF89a", "\x40\x01", "\xc8\0", pad), [320, 200]],
    ["WebP, lossy", base64("RIFF\0\0\0\0WEBPVP8 ", "\0".repeat(10), "\x80\x02", "\xe0\x01", pad), [640, 480]],
    ["WebP, lossless", base64("RIFF\0\0\0\0WEBPVP8L", "\0\0\0\0", 0x2f, 0x7f, 0xc2, 0x77, 0x00, pad), [640, 480]],
    ["WebP, extended", base64("RIFF\0\0\0\0WEBPVP8X", "\0".repeat(8), "\x7f\x02\0", "\xdf\x01\0", pad), [640, 480]],
    [
      "JPEG behind a long preview",
      base64(
        0xff,
        0xd8,
        0xff,
        0xe1,
        "\x80\x00",
        "\0".repeat(0x7ffe),
        0xff,
        0xff,
        0xc2,
        "\0\x11\x08",
        "\x01\xe0",
        "\x02\x80",
        pad,
      ),
      [640, 480],
    ],
  ])("%s", (_, data, [width, height]) => {
    expect(imageSize(data)).toEqual({ width, height });
  });

  test.each([
    ["nothing", ""],
    ["no base64", "%%%%"],
    ["a cut PNG", base64(0x89, "PNG\r\n")],
    ["a PNG of no size", base64(0x89, "PNG\r\n\x1a\n\0\0\0\rIHDR", "\0".repeat(8))],
    ["a JPEG without a frame", base64(0xff, 0xd8, 0xff, 0xd9, pad)],
    ["a JPEG that breaks off", base64(0xff, 0xd8, 0xff, 0xe0, "\0")],
    ["a WebP of tomorrow", base64("RIFF\0\0\0\0WEBPVP9 ", pad)],
    ["text", base64("just some text that is no image")],
  ])("%s has no size", (_, data) => {
    expect(imageSize(data)).toBeNull();
  });
});

describe("tokens of an image", () => {
  const size = (width: number, height: number) => ({ width, height });

  test.each([
    ["anthropic", anthropicImageTokens(size(200, 200)), 54],
    ["anthropic, large", anthropicImageTokens(size(4_000, 4_000)), 1_600],
    ["anthropic, unknown", anthropicImageTokens(null), 1_600],
    ["openai, low detail", openaiImageTokens(size(4_000, 4_000), "low"), 85],
    ["openai, square", openaiImageTokens(size(1_024, 1_024)), 765],
    ["openai, tall", openaiImageTokens(size(2_048, 4_096)), 1_105],
    ["openai, small", openaiImageTokens(size(100, 100)), 255],
    ["openai, unknown", openaiImageTokens(null), 765],
    ["gemini, small", geminiImageTokens(size(384, 384)), 258],
    ["gemini, tiles", geminiImageTokens(size(1_536, 800)), 1_032],
    ["gemini, unknown", geminiImageTokens(null), 258],
  ])("%s", (_, tokens, expected) => {
    expect(tokens).toBe(expected);
  });
});
