import type { Agent } from "./agent.ts";
import { claude } from "./claude.ts";
import { codex } from "./codex.ts";
import { gemini } from "./gemini.ts";
import { opencode } from "./opencode.ts";

/** The agents that `aperture run` knows by name. */
export const agents: readonly Agent[] = [claude, codex, opencode, gemini];

export const findAgent = (name: string): Agent | undefined => agents.find((agent) => agent.name === name);
