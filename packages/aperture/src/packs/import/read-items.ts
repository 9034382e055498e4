import { setImmediate } from "node:timers/promises";
import type { Preset, Rule, Template, YamlProblem } from "@aperture/sdk";
import { readItem } from "../../library/read-item.ts";
import type { PackItemFile } from "../archive/pack-item-file.ts";
import { pathOf } from "../archive/pack-item-file.ts";
import { refused } from "../refused.ts";
import { findInvisible } from "../scan/find-invisible.ts";
import { findLeak } from "../scan/find-leak.ts";
import { lineAt } from "../scan/line-at.ts";
import { yamlTexts } from "../scan/yaml-texts.ts";

export interface ReadItem extends PackItemFile {
  readonly value: Preset | Rule | Template;
}

/** The items of a pack, as what they are. Strict: what would only be warned of in a file of one's own is refused. Throws `pack_refused`. */
export async function readItems(items: readonly PackItemFile[]): Promise<ReadItem[]> {
  const read: ReadItem[] = [];
  for (const item of items) {
    read.push({ ...item, value: readOne(item) });
    // Reading YAML takes time; requests of agents go through meanwhile.
    await setImmediate();
  }
  return read;
}

function readOne(item: PackItemFile): ReadItem["value"] {
  const path = pathOf(item);
  const { value, problems, warnings } = readItem(item.kind, item.text, path, item.name);
  const trouble = problems[0] ?? warnings[0];
  if (value === null || trouble) throw refused(trouble ? said(trouble) : `${path} cannot be read`);
  if (value.version !== item.version)
    throw refused(`${path} says version ${value.version}, the manifest ${item.version}`);
  for (const { text, offset } of yamlTexts(item.text)) {
    // Written as an escape it is seen in the file, and not where the text goes.
    const invisible = findInvisible(text);
    if (invisible)
      throw refused(`${path} has a character that nobody sees (${invisible.code}, line ${lineAt(item.text, offset)})`);
  }
  const leak = findLeak(item.text, { home: null, user: null });
  if (leak) throw refused(`${path} holds what looks like a secret (${leak.what}, line ${leak.line})`);
  return value;
}

const said = ({ file, line, column, reason }: YamlProblem): string => `${file}:${line}:${column}: ${reason}`;
