import type { Capability } from "@aperture/sdk";

const meanings: Readonly<Record<string, string | ((value: string) => string)>> = {
  "blocks.read:metadata": "see what blocks there are: role, place, size, tool and file names, but no text",
  "blocks.read:content": "read the conversation: the text of blocks",
  "blocks.write:zone": "move blocks to another zone",
  "blocks.write:pin": "pin blocks",
  "blocks.write:level": "shorten blocks by Aperture's own levels",
  "blocks.write:content": "replace what is sent of blocks with its own text",
  "blocks.write:remove": "take blocks out of what is sent",
  "blocks.write:insert": "put its own text into the conversation",
  "blocks.write:redact": "replace values by placeholders before they leave",
  "request:model": "choose another model",
  "request:sampling": "set temperature, output limit and effort",
  "events.emit": (name) => `tell events named ${name}`,
  "events.on": (name) => `be told of ${name}`,
  net: (host) => `call ${host} over the network`,
  "fs.read": (glob) => `read files: ${glob}`,
  "fs.watch": "be told when those files change",
  secrets: (name) => `be handed the secret ${name}`,
  staging: "stage texts for injection into later requests",
  notes: "attach notes to blocks",
  serve: "answer GET requests under its own address on this machine",
  history: "read the project's git history",
  speech: "have recordings turned into text",
  panel: "show a panel on the page",
  storage: (size) => `keep up to ${size} of its own data`,
  schedule: (time) => `run in the background every ${time}`,
};

/** What a capability means, in plain words; itself where it is not known. */
export function capabilityMeaning(capability: Capability): string {
  const whole = own(capability);
  if (typeof whole === "string") return whole;
  const colon = capability.indexOf(":");
  const meaning = own(colon < 0 ? capability : capability.slice(0, colon));
  if (meaning === undefined) return capability;
  return typeof meaning === "string" ? meaning : meaning(capability.slice(colon + 1));
}

const own = (key: string) => (Object.hasOwn(meanings, key) ? meanings[key] : undefined);
