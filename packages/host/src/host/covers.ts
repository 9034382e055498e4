import { bytesOf, type Capability, capabilitiesOf, millisecondsOf, type PluginManifest } from "@aperture/sdk";

/** Whether what is held is enough for what is asked: by name, or because it is provably less. What cannot be compared is more. */
export function covers(held: Iterable<Capability>, asked: Capability): boolean {
  const names = new Set(held);
  if (names.has(asked)) return true;
  if (asked === "blocks.read:metadata") return names.has("blocks.read:content");
  const colon = asked.indexOf(":");
  const [key, value] = [asked.slice(0, colon), asked.slice(colon + 1)];
  const compare = Object.hasOwn(lesser, key) ? lesser[key] : undefined;
  if (!compare) return false;
  for (const name of names) if (name.startsWith(`${key}:`) && compare(value, name.slice(key.length + 1))) return true;
  return false;
}

/** What asks for no more than another value of the same capability. */
const lesser: Readonly<Record<string, (asked: string, held: string) => boolean>> = {
  storage: (asked, held) => (bytesOf(asked) ?? Infinity) <= (bytesOf(held) ?? 0),
  // Seldom is less than often.
  schedule: (asked, held) => (millisecondsOf(asked) ?? 0) >= (millisecondsOf(held) ?? Infinity),
  // With a port it is another place; as a whole name it is one of many.
  net: (asked, held) => held.startsWith("*.") && !asked.startsWith("*.") && asked.endsWith(held.slice(1)),
};

/**
 * What a user granted one version, as it holds for the next: nothing that was not granted, and nothing that the next does not ask for. Whoever
 * let a plugin see blocks without their texts, lets the next version see no more.
 */
export function carriedGrant(granted: readonly Capability[], manifest: PluginManifest): Capability[] {
  const asked = capabilitiesOf(manifest.permissions);
  const carried = asked.filter((capability) => covers(granted, capability));
  const metadata = asked.includes("blocks.read:content") && granted.includes("blocks.read:metadata");
  if (metadata && !carried.includes("blocks.read:content")) carried.push("blocks.read:metadata");
  return carried.sort();
}
