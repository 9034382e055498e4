import type { PatchItem } from "../plugin/patch.ts";
import type { PluginPermissions } from "../plugin/permissions.ts";
import type { TestBlock } from "./test-block.ts";

/** What a patch does that the host would refuse, or that nobody wants: one sentence each. */
export function* findProblems(
  patch: readonly PatchItem[],
  blocks: readonly TestBlock[],
  permissions: PluginPermissions,
): Generator<string> {
  const places = new Map(blocks.map((block, place) => [block.n, place]));
  for (const item of patch) {
    if (item.op === "insert" && typeof item.behind === "number") {
      const place = places.get(item.behind);
      if (place === undefined) yield `it inserts behind block-${item.behind}, which is not there`;
      else if (splitsPair(blocks, place))
        yield `it inserts behind block-${item.behind}, between the call of ${blocks[place]!.toolName} and its result`;
      continue;
    }
    if (!("block" in item) || item.block === null) continue;
    const block = blocks[places.get(item.block) ?? -1];
    if (block === undefined) yield `it wants ${item.op} of block-${item.block}, which is not there`;
    else if (item.op !== "note") yield* problemsWith(item, block, permissions);
  }
}

function* problemsWith(item: PatchItem, block: TestBlock, { blocks: granted }: PermissionsPart): Generator<string> {
  const what = `block-${block.n} (${block.role}${block.toolName ? ` of ${block.toolName}` : ""})`;
  if (granted?.roles && !granted.roles.includes(block.role))
    yield `it changes ${what}: its permissions have only the roles ${granted.roles.join(", ")}`;
  if (granted?.zones && !granted.zones.includes(block.zone))
    yield `it changes ${what} in ${block.zone}: its permissions have only the zones ${granted.zones.join(", ")}`;
  const shortens = item.op === "remove" || item.op === "content" || (item.op === "level" && item.level !== "original");
  if (block.pinned !== null && (shortens || item.op === "zone"))
    yield `pins are kept: ${what} is pinned, and it wants ${item.op}; leave out \`pinned\` blocks`;
  if (!block.editable && shortens)
    yield `${what} is signed or encrypted, and it wants ${item.op}; leave out what is not \`isEditable\``;
  if (item.op === "content" && item.text === "") yield `${what} would be empty, which no provider takes: use remove()`;
}

type PermissionsPart = Pick<PluginPermissions, "blocks">;

/** Whether something right behind this place would stand between a call and its result. */
function splitsPair(blocks: readonly TestBlock[], place: number): boolean {
  const isBefore = (test: (block: TestBlock) => boolean) => blocks.slice(0, place + 1).some(test);
  return blocks
    .slice(place + 1)
    .some(
      (later) =>
        later.role === "tool_result" &&
        later.toolId !== undefined &&
        isBefore((earlier) => earlier.role === "tool_use" && earlier.toolId === later.toolId),
    );
}
