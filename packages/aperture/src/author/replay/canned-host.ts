import type { Json } from "@aperture/host/border/calls";
import type { CapabilityCall } from "@aperture/host/border/runner";
import { ApertureError, type Capability, type PluginPermissions } from "@aperture/sdk";

type Answer = (input: { readonly [key: string]: Json }) => Json;

const zeros = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
const price = { tokensSaved: 0, rewrittenTokens: 0, costNow: 0, turnsToPayBack: 0, estimated: false };
const done: Answer = () => ({});
const operation: Answer = () => ({
  operation: "operation-1",
  dryRun: false,
  items: [],
  price,
  summary: { recorded: 0, nextRequest: 0, pending: 0, refused: 0 },
});
const noText: Answer = () => ({ text: "", truncated: false });

/** What a task is answered in a test: nothing goes to the network, the disk or a conversation. Every shape is that of the real answer. */
const answers: Readonly<Record<string, Answer>> = {
  "storage.write": () => ({ bytes: 0, quota: 0 }),
  "net.fetch": () => ({ status: 200, headers: {}, body: "{}", truncated: false }),
  "fs.read": () => ({ text: "", bytes: 0, modifiedAt: "2026-01-05T09:00:00.000Z", truncated: false }),
  "fs.list": () => ({ files: [], truncated: false }),
  "fs.watch": () => ({ watching: true }),
  "history.files-changed-with": () => ({ commits: 0, files: [] }),
  "history.log": () => ({ commits: [] }),
  "history.status": () => ({ branch: "main", head: null, changed: [] }),
  "history.diff": noText,
  "history.show": noText,
  "history.blame": () => ({ lines: [] }),
  "secrets.get": ({ name }) => ({ value: `test-value-of-${String(name)}` }),
  "speech.transcribe": () => ({ text: "" }),
  "state.session": () => null,
  "state.sessions": () => ({ sessions: [] }),
  "state.usage": () => ({ session: null, total: zeros, turns: [] }),
  "state.budget": () => null,
  "state.prices": () => ({ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }),
  "state.ledger": () => null,
  "state.cache": () => ({ session: null, lane: null, cold: true, tokens: 0, expiresAt: null }),
  "state.blocks": () => ({ session: null, blocks: [], total: 0, next: null }),
  "state.text": () => ({ text: "", length: 0 }),
  "blocks.compress": operation,
  "blocks.restore": operation,
  "blocks.pin": operation,
  "blocks.move": operation,
  "blocks.edit": operation,
  "blocks.remove": operation,
  "blocks.insert": operation,
  "blocks.redact": operation,
  "staging.stage": () => ({ item: "staged-1" }),
  "staging.unstage": () => ({ removed: true }),
  "notes.add": done,
  "events.emit": done,
};

/** Answers as above what the permissions allow, refuses the rest as the host would, and tells what was used. */
export function cannedHost(
  plugin: string,
  permissions: PluginPermissions,
  used: (capability: Capability) => void,
): CapabilityCall {
  return async (name, input) => {
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    const fields = input as { readonly [key: string]: Json };
    const needed = capabilityOf(name, fields, permissions);
    if (!answer || needed === false) throw new ApertureError("permission_denied", { plugin, capability: name });
    if (needed !== null) used(needed);
    return answer(fields);
  };
}

const fieldOf: Readonly<Record<string, string>> = {
  compress: "level",
  edit: "content",
  remove: "remove",
  pin: "pin",
  move: "zone",
  insert: "insert",
  redact: "redact",
};

/** The capability that a call makes use of; null: none is needed; false: it was not asked for. */
function capabilityOf(
  name: string,
  input: { readonly [key: string]: Json },
  { blocks, net, fs, secrets, events, history, speech, staging, notes, storage }: PluginPermissions,
): Capability | null | false {
  const [area = "", what = ""] = name.split(".");
  const when = (holds: unknown, capability: Capability): Capability | false => (holds ? capability : false);
  switch (area) {
    case "net": {
      const host = net?.find((each) => matchesHost(each, String(input.url)));
      return host === undefined ? false : `net:${host}`;
    }
    case "fs":
      return what === "watch" ? when(fs?.watch, "fs.watch") : when(fs, `fs.read:${fs?.read[0]}`);
    case "secrets":
      return when(secrets?.includes(String(input.name)), `secrets:${String(input.name)}`);
    case "events":
      return when(events?.emit.includes(String(input.event)), `events.emit:${String(input.event)}`);
    case "history":
      return when(history, "history");
    case "speech":
      return when(speech, "speech");
    case "staging":
      return when(staging, "staging");
    case "notes":
      return when(notes, "notes");
    case "storage":
      return when(storage, `storage:${storage}`);
    case "blocks": {
      const field = fieldOf[what];
      if (field === undefined) return when(blocks && blocks.write.length > 0, `blocks.write:${blocks?.write[0]}`);
      return when(
        blocks?.write.some((each) => each === field),
        `blocks.write:${field}`,
      );
    }
    case "state":
      if (what === "text") return when(blocks?.read === "content", "blocks.read:content");
      return what === "blocks" ? when(blocks, `blocks.read:${blocks?.read}`) : null;
    default:
      return false;
  }
}

/** `host`, `host:port`, `*.host`; a bare host means ports 80 and 443. */
function matchesHost(listed: string, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { hostname, port, protocol } = new URL(address);
  const [, name = "", wanted] = /^(.*?)(?::(\d+))?$/.exec(listed) ?? [];
  const isName = name.startsWith("*.") ? hostname.endsWith(name.slice(1)) : hostname === name;
  const actual = port || (protocol === "https:" ? "443" : "80");
  return isName && (wanted === undefined ? ["80", "443"].includes(actual) : wanted === actual);
}
