import { Blocks, done, Flag, Hook, handles, Level, Pin, Role, Thing, Zone } from "../vendor/assemblyscript/index";

export { aperture_abi, aperture_alloc } from "../vendor/assemblyscript/index";

const LONG: i32 = 300;

/** Says what the plugin does. `config`: the settings as JSON; `received(config, length)` reads it. */
export function aperture_init(_config: usize, _length: i32): i32 {
  handles(Thing.stage, "after_zone");
  return done();
}

export function aperture_stage(hook: i32, records: usize, count: i32, _request: usize, _length: i32): i32 {
  if (hook !== Hook.afterZone) return done();
  const blocks = new Blocks(records, count);
  for (let place = 0; place < blocks.length; place++) {
    const block = blocks.at(place);
    if (block.role !== Role.toolResult || block.zone === Zone.recency || block.tokens < LONG) continue;
    if (block.level !== Level.original || block.pinned !== Pin.none || !block.has(Flag.editable)) continue;
    block.setLevel(Level.trimmed, "a long tool result");
  }
  return done();
}
