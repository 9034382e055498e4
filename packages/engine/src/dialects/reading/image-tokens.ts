import type { ImageSize } from "./image-size.ts";

/** Tokens a provider bills for an image; `detail` is OpenAI's setting of that name. */
export type ImageTokens = (size: ImageSize | null, detail?: string) => number;

/** Width × height / 750, larger images are scaled down to about 1,600 (Anthropic, "Vision", calculate image costs). */
export const anthropicImageTokens: ImageTokens = (size) =>
  size ? Math.min(1_600, Math.ceil((size.width * size.height) / 750)) : 1_600;

/**
 * 85 and 170 for each tile of 512 pixels, after scaling into 2,048² and then to a short side of 768 (OpenAI, "Images and
 * vision", tile-based models). Newer models count patches; the learnt factor per model corrects the rest.
 */
export const openaiImageTokens: ImageTokens = (size, detail) => {
  if (detail === "low") return 85;
  if (!size) return 765;
  const fit = Math.min(1, 2_048 / Math.max(size.width, size.height));
  const scale = fit * Math.min(1, 768 / (Math.min(size.width, size.height) * fit));
  const tiles = Math.ceil((size.width * scale) / 512) * Math.ceil((size.height * scale) / 512);
  return 85 + 170 * Math.max(1, tiles);
};

/** 258 up to 384 pixels a side, else 258 for each tile of 768 pixels (Gemini API, "Understand and count tokens"). */
export const geminiImageTokens: ImageTokens = (size) => {
  if (!size || (size.width <= 384 && size.height <= 384)) return 258;
  return 258 * Math.ceil(size.width / 768) * Math.ceil(size.height / 768);
};
