import type { Capability } from "./permissions.ts";

/**
 * By the whole name, or by what stands in front of its colon. `%` stands for what is behind it. Total for what `capabilitiesOf` can give:
 * the test goes through all of them.
 */
export const meanings: Readonly<Record<string, string>> = {
  "blocks.read:metadata": "see what blocks there are: role, place, size, tool and file names, but no text",
  "blocks.read:content": "read the conversation: the text of blocks",
  "blocks.write:zone": "move blocks to another zone",
  "blocks.write:pin": "pin blocks, and unpin them",
  "blocks.write:level": "shorten blocks by Aperture's own levels",
  "blocks.write:content": "replace what is sent of blocks with a text of its own",
  "blocks.write:remove": "take blocks out of what is sent",
  "blocks.write:insert": "put texts of its own into the conversation",
  "blocks.write:redact": "replace values by placeholders before they leave",
  "request:model": "choose another model",
  "request:sampling": "set temperature, output limit and effort",
  "events.emit": "tell events named %",
  "events.on": "be told of %",
  net: "call % over the network",
  "fs.read": "read files: %",
  "fs.watch": "be told when those files change",
  secrets: "be handed the secret %",
  staging: "stage texts that go into later requests",
  notes: "attach notes to blocks and sessions",
  serve: "answer GET requests under an address of its own on this machine",
  history: "read the project's git history",
  speech: "have recordings turned into text",
  panel: "show a panel on the page",
  storage: "keep up to % of data of its own",
  schedule: "run in the background every %",
};

/** What a capability means, in plain words, for whoever is asked to grant it; its name where it is not known. */
export function capabilityMeaning(capability: Capability): string {
  if (Object.hasOwn(meanings, capability)) return meanings[capability]!;
  const colon = capability.indexOf(":");
  const key = colon < 0 ? capability : capability.slice(0, colon);
  if (!Object.hasOwn(meanings, key)) return capability;
  // A function: what a stranger wrote may hold `$&`.
  return meanings[key]!.replace("%", () => capability.slice(colon + 1));
}
