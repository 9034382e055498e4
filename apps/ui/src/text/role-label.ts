import type { Block } from "@aperture/sdk";
import { printable } from "./printable.ts";

/** What a card calls its block: the role, and where there is none of its own (`other`) the wire's name for the part. */
export const roleLabel = (block: Pick<Block, "role" | "metadata">): string =>
  printable(block.role === "other" ? block.metadata.kind : block.role).replaceAll("_", " ");
