import { type Capability, capabilitiesOf, type PluginPermissions } from "@aperture/sdk";

/**
 * What is left of a manifest's permissions when only these capabilities hold. Never more than was asked for: what is not in the manifest is
 * not made by naming it. `blocks.read:metadata` is enough of a manifest that asks for `content`: its blocks are seen without their texts.
 */
export function narrowPermissions(asked: PluginPermissions, holds: Iterable<Capability>): PluginPermissions {
  const held = new Set(holds);
  const left: PluginPermissions = {};
  const blocks = readable(asked, held);
  if (blocks) left.blocks = blocks;
  for (const name of ["staging", "notes", "serve", "history", "speech", "panel"] as const)
    if (asked[name] && held.has(name)) left[name] = true;
  for (const name of ["storage", "schedule"] as const) {
    const value = asked[name];
    if (value !== undefined && held.has(`${name}:${value}`)) left[name] = value;
  }
  const request = asked.request?.filter((field) => held.has(`request:${field}`));
  if (request?.length) left.request = request;
  const net = asked.net?.filter((host) => held.has(`net:${host}`));
  if (net?.length) left.net = net;
  const secrets = asked.secrets?.filter((name) => held.has(`secrets:${name}`));
  if (secrets?.length) left.secrets = secrets;
  const emit = asked.events?.emit.filter((name) => held.has(`events.emit:${name}`)) ?? [];
  const on = asked.events?.on.filter((name) => held.has(`events.on:${name}`)) ?? [];
  if (emit.length + on.length > 0) left.events = { emit, on };
  const read = asked.fs?.read.filter((glob) => held.has(`fs.read:${glob}`)) ?? [];
  // Watching tells of files that may be read: without any there is nothing to watch.
  if (asked.fs && read.length > 0) left.fs = { read, watch: asked.fs.watch && held.has("fs.watch") };
  return left;
}

function readable(asked: PluginPermissions, held: ReadonlySet<Capability>): PluginPermissions["blocks"] {
  const { blocks } = asked;
  if (!blocks) return undefined;
  const content = blocks.read === "content" && held.has("blocks.read:content");
  if (!content && !held.has("blocks.read:metadata")) return undefined;
  return {
    ...blocks,
    read: content ? "content" : "metadata",
    write: blocks.write.filter((field) => held.has(`blocks.write:${field}`)),
  };
}

/**
 * What still holds where these were taken away. Taking the texts of blocks leaves their metadata, unless that is taken, too: a switch
 * for "content" must not blind a plugin that needs to know how large blocks are.
 */
export function withoutCapabilities(granted: readonly Capability[], without: readonly Capability[]): Capability[] {
  const taken = new Set(without);
  const left = granted.filter((capability) => !taken.has(capability));
  const losesContent = granted.includes("blocks.read:content") && taken.has("blocks.read:content");
  if (losesContent && !taken.has("blocks.read:metadata") && !left.includes("blocks.read:metadata"))
    left.push("blocks.read:metadata");
  return left;
}

/** What both hold; of texts and metadata of blocks the lesser. */
export function sharedPermissions(left: PluginPermissions, right: PluginPermissions): PluginPermissions {
  if (left === right) return left;
  const held = capabilitiesOf(right);
  if (right.blocks) held.push("blocks.read:metadata");
  return narrowPermissions(left, held);
}
