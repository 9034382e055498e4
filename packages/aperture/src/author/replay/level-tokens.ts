import { createCompress } from "@aperture/engine/compression/compress";
import { type TokensAt, tokensOf } from "./apply-patch.ts";

/** Tokens of what the engine's own levels leave of a block; without grammars, so code is summarised by its first lines. */
export function createTokensAt(): TokensAt {
  const compress = createCompress({ skeleton: () => null });
  return (block, level) => {
    const { n, text, role, toolName, filePaths, isError, originalTokens } = block;
    const made = compress(level, {
      id: `block-${n}`,
      text,
      role,
      toolName,
      filePaths,
      isError,
      tokens: originalTokens,
    });
    return made === null ? null : Math.min(originalTokens, tokensOf(made.text, block));
  };
}
