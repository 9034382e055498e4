import { type CraftedItem, preset, rule } from "@aperture/aperture/packs/testing/craft-pack";
import type { HostileCases } from "./hostile-case.ts";

const manifest = (change: (honest: Record<string, unknown>) => unknown) => ({ manifest: change });
type Listed = Record<string, unknown>;
const listed = (change: (item: Listed) => Listed) => ({
  manifest: (honest: Record<string, unknown>) => ({ ...honest, items: (honest.items as Listed[]).map(change) }),
});

/** What `pack.json` says. */
export const hostileManifests: HostileCases = {
  "a newer format": { pack: manifest((honest) => ({ ...honest, format: 2 })), reason: "a newer one can read it" },
  "a newer format with more keys": {
    pack: manifest((honest) => ({ ...honest, format: 2, run: "x" })),
    reason: "a newer one can read it",
  },
  "an older format than there is": {
    pack: manifest((honest) => ({ ...honest, format: 0 })),
    reason: "there is only 1",
  },
  "a format as text": { pack: manifest((honest) => ({ ...honest, format: "1" })), reason: "there is only 1" },
  "a list": { pack: manifest((honest) => [honest]), reason: "there is only 1" },
  upstreams: { pack: manifest((honest) => ({ ...honest, upstreams: {} })), reason: "upstreams" },
  "a script to run": { pack: manifest((honest) => ({ ...honest, scripts: { install: "x" } })), reason: "scripts" },
  "no items": {
    pack: { ...manifest((honest) => ({ ...honest, items: [] })), entries: (all) => all.slice(0, 1) },
    reason: "items",
  },
  "an item of another path": {
    pack: listed((item) => ({ ...item, path: "items/rule/other.yml" })),
    reason: "cannot be at",
  },
  "an item whose path leads out": { pack: listed((item) => ({ ...item, path: "../x.yml" })), reason: "cannot be at" },
  "an item of another kind": { pack: listed((item) => ({ ...item, kind: "preset" })), reason: "not listed" },
  "a kind that runs": { pack: listed((item) => ({ ...item, kind: "plugin" })), reason: "items.0.kind" },
  "a name of Aperture's own": { pack: listed((item) => ({ ...item, name: "none" })), reason: "items.0.name" },
  "a name with a Cyrillic letter": { pack: listed((item) => ({ ...item, name: "trim-lоgs" })), reason: "items.0.name" },
  "another version than the item says": {
    pack: listed((item) => ({ ...item, version: "9.9.9" })),
    reason: "says version 1.0.0",
  },
  "a key twice": {
    pack: { manifestText: (honest) => honest.replace("{", '{\n  "format": 1,') },
    reason: "not written in the one way",
  },
  "another way of writing": {
    pack: { manifestText: (honest) => `${JSON.stringify(JSON.parse(honest))}\n` },
    reason: "not written in the one way",
  },
  "no JSON": { pack: { manifestText: () => "format: 1\n" }, reason: "no JSON" },
  "a prototype": {
    pack: { manifestText: (honest) => honest.replace("{", '{\n  "__proto__": {"x": 1},') },
    reason: "__proto__",
  },
  "a publisher that turns the line round": {
    pack: { publisher: "Team\u202e" },
    twin: { publisher: "Team" },
    reason: "nobody sees",
  },
  "101 items": {
    pack: { items: many(101) },
    twin: { items: many(100) },
    reason: "items",
  },
  "10,000 items": {
    pack: {
      manifest: (honest) => ({
        ...honest,
        items: Array.from({ length: 10_000 }, () => (honest.items as Listed[])[0]),
      }),
    },
    reason: "items is not as it must be",
  },
  "items in another order": {
    pack: { items: [rule("b-rule"), rule("a-rule")] },
    twin: { items: [rule("a-rule"), rule("b-rule")] },
    reason: "order of their paths",
  },
  "an item twice": {
    pack: { items: [rule("a-rule"), rule("a-rule")], entries: (honest) => honest.slice(0, 2) },
    twin: { items: [rule("a-rule")] },
    reason: "lists an item twice",
  },
};

function many(count: number): CraftedItem[] {
  return Array.from({ length: count }, (_, index) =>
    rule(`rule-${String.fromCharCode(97 + (index % 26))}${"x".repeat(1 + index / 26)}`),
  ).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An item whose text has this more, and the one that has that instead. */
const one = (more: string, reason: string, honest = "") => ({
  pack: { items: [preset("calm", more)] },
  twin: { items: [preset("calm", honest)] },
  reason,
});
const text = (source: string | Uint8Array, reason: string, honest = "mode: auto\n") => ({
  pack: { items: [{ ...preset("calm"), text: source }] },
  twin: { items: [preset("calm", honest)] },
  reason,
});
const staged = (source: string): string => `staging: [{name: hint, source: ${source}}]\n`;
const letters = "aB3dE6gH9jK2mN5pQ8rS1tU4vW7xY0zaB3dE6gH9j";

/** What the files say. */
export const hostileItems: HostileCases = {
  upstreams: one("upstreams: {anthropic: 'https://evil.test'}\n", "upstreams"),
  hooks: one("hooks: {start: run.sh}\n", "hooks"),
  env: one("env: {PATH: /tmp}\n", "env"),
  commands: one("commands: [run.sh]\n", "commands"),
  "a key that nobody knows": one("colour: blue\n", "colour"),
  "a nested key that nobody knows": one("budget: {limit: 5000, run: x}\n", "run", "budget: {limit: 5000}\n"),
  "a staged command": one(
    staged("{kind: command, command: id}"),
    '"command" is not possible here',
    staged("{kind: text, text: id}"),
  ),
  "a staged absolute path": one(
    staged("{kind: file, path: /etc/passwd}"),
    "inside the project",
    staged("{kind: file, path: etc/passwd}"),
  ),
  "a staged path that leads out": one(
    staged("{kind: file, path: ../../.ssh/id}"),
    "inside the project",
    staged("{kind: file, path: ssh/id}"),
  ),
  "a staged path in the home folder": one(
    staged("{kind: glob, pattern: ~/notes}"),
    "inside the project",
    staged("{kind: glob, pattern: notes}"),
  ),
  "a secret": one(`# gh${"p"}_${letters.slice(0, 36)}\n`, "looks like a secret (github-token, line 3)", "# ghp\n"),
  "a secret of a plugin": one(
    "plugins: {timer: {config: {apiKey: hunters}}}\n",
    "named like a secret",
    "plugins: {timer: {config: {apiAge: hunters}}}\n",
  ),
  "a path of somebody's home": one("# /home/mira/x\n", "home folder", "# /home/user/x\n"),
  "a direction": one("description: calm \u202eelur\n", "nobody sees", "description: calm elur\n"),
  "a direction as an escape": one('description: "calm \\u202e"\n', "nobody sees", 'description: "calm \\u2026"\n'),
  "letters of a tag": one("description: hi\u{e0041}\u{e0042}\n", "nobody sees", "description: hi AB\n"),
  "an escape of terminals": one("description: \u001b[2Khi\n", "nobody sees", "description: hi\n"),
  "no YAML": text(": : {{", "items/preset/calm.yml"),
  "no UTF-8": text(Buffer.from([0x6b, 0xff, 0xfe]), "no UTF-8"),
  "a byte order mark": text("\ufeffkind: preset\nname: calm\nmode: auto\n", "nobody sees"),
  "a key twice": text("kind: preset\nname: calm\nmode: auto\nmode: manual\n", "items/preset/calm.yml"),
  "two documents": text("kind: preset\nname: calm\nmode: auto\n---\nkind: preset\n", "items/preset/calm.yml"),
  "another name than its file": text("kind: preset\nname: clam\nmode: auto\n", "items/preset/calm.yml"),
  "another kind than its folder": text("kind: rule\nname: calm\nmode: auto\n", "items/preset/calm.yml"),
  "a tag that makes something": text("kind: preset\nname: calm\nmode: !!js/function auto\n", "items/preset/calm.yml"),
  "aliases that grow": text(
    `kind: preset\nname: calm\nmode: auto\nplugins: {timer: {config: {a: &a [x,x,x,x,x,x,x,x,x], b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b], d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c], e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d], f: [*e,*e,*e,*e,*e,*e,*e,*e,*e]}}}\n`,
    "items/preset/calm.yml",
    "mode: auto\nplugins: {timer: {config: {a: &a [x,x,x,x,x,x,x,x,x]}}}\n",
  ),
  "far too long": one(`# ${"long ".repeat(90_000)}\n`, "larger than 400000 bytes", "# long\n"),
  "a pattern that looks back": {
    pack: { items: [{ ...rule("swap"), text: replacing("(a)\\1") }] },
    twin: { items: [{ ...rule("swap"), text: replacing("(a)1") }] },
    reason: "items/rule/swap.yml",
  },
  "a preset that extends itself": one("extends: calm\n", "cannot extend itself", "extends: calmer\n"),
  "presets in a circle": {
    pack: { items: [preset("a", "extends: b\n"), preset("b", "extends: a\n")] },
    twin: { items: [preset("a", "extends: b\n"), preset("b")] },
    reason: "in a circle: a → b → a",
  },
  "two names that look the same": {
    pack: { items: [rule("well"), rule("we1l")].sort((a, b) => (a.name < b.name ? -1 : 1)) },
    twin: { items: [rule("wall"), rule("well")] },
    reason: "looks like",
  },
};

function replacing(pattern: string): string {
  return `kind: rule\nname: swap\nwhen: {select: "role:tool_result"}\naction: {do: replace, pattern: '${pattern}'}\n`;
}
