//! Trims long tool results that are no longer recent.
use aperture_plugin::{handles, plugin, Blocks, Hook, Level, Pin, Role, Thing, Zone};

const LONG: i32 = 300;

plugin!(init: init, stage: stage);

/// Says what the plugin does. `config`: the settings as JSON.
fn init(_config: &str) {
    handles(Thing::Stage, "after_zone");
}

fn stage(hook: Hook, blocks: Blocks, _request: &str) {
    if hook != Hook::AfterZone {
        return;
    }
    for block in blocks.iter() {
        let is_old = block.role() == Role::ToolResult && block.zone() != Zone::Recency;
        if is_old && block.tokens() >= LONG && block.level() == Level::Original && block.pinned() == Pin::None && block.flags() & 1 != 0 {
            block.set_level(Level::Trimmed, "a long tool result");
        }
    }
}
