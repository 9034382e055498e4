//! `aperture:plugin/1` for Rust, without dependencies and without `std`: plugins for Aperture as WebAssembly modules.
//!
//! ```ignore
//! aperture_plugin::plugin!(stage: stage);
//! fn stage(hook: Hook, blocks: Blocks, _request: &str) {
//!     for block in blocks.iter().filter(|block| block.role() == Role::ToolResult && block.tokens() > 1000) {
//!         block.set_level(Level::Trimmed, "long");
//!     }
//! }
//! ```
//! What each function means, its errors and what is promised: docs/reference/plugin-abi.md.
#![no_std]
extern crate alloc;

mod block;
mod glue;
mod host;
mod words;

pub use block::{Block, Blocks, Match};
#[doc(hidden)]
pub use glue::{given, hook_of, room, task_of, text_from};
pub use words::{flag, search, Hook, Level, Pin, Role, Status, Task, Thing, Zone};

use alloc::string::String;
use words::Operation;

/// Says in `init` what the plugin does. `name`: a hook such as `after_zone`, an event, an action.
pub fn handles(thing: Thing, name: &str) {
    unsafe { host::handles(thing as i32, name.as_ptr(), name.len()) }
}

pub fn log(message: &str) {
    unsafe { host::log(1, message.as_ptr(), message.len()) }
}

pub fn warn(message: &str) {
    unsafe { host::log(2, message.as_ptr(), message.len()) }
}

/// Gives up: the call failed, for this reason.
pub fn abort(reason: &str) -> ! {
    unsafe { host::abort(reason.as_ptr(), reason.len()) }
}

/// Text for injection; the same key is staged once for a session. `token_cap` 0: 4,000.
pub fn stage(key: &str, text: &str, zone: Zone, priority: i32, token_cap: i32) {
    block::wish(Operation::Stage, 0, [zone as i32 + 1, priority, token_cap], text.into(), key, "");
}

pub fn unstage(key: &str) {
    block::wish(Operation::Unstage, 0, [0; 3], "".into(), key, "");
}

/// `data`: a JSON object.
pub fn emit(event: &str, data: &str) {
    block::wish(Operation::Emit, 0, [0; 3], data.into(), event, "");
}

pub fn set_model(model: &str, reason: &str) {
    block::wish(Operation::Model, 0, [0; 3], "".into(), model, reason);
}

/// `fields`: a JSON object of temperature, topP, topK, maxOutputTokens, effort.
pub fn set_sampling(fields: &str, reason: &str) {
    block::wish(Operation::Sampling, 0, [0; 3], fields.into(), "", reason);
}

/// The request must not leave; for stages declared with `onError: block`.
pub fn refuse(reason: &str) {
    block::wish(Operation::Refuse, 0, [0; 3], "".into(), "", reason);
}

/// JSON that was kept under this key.
pub fn kept(key: &str) -> Result<String, Status> {
    block::read(|to, room| unsafe { host::store_get(key.as_ptr(), key.len(), to, room) })
}

/// Keeps JSON under this key.
pub fn keep(key: &str, json: &str) -> Result<(), Status> {
    Status::of(unsafe { host::store_set(key.as_ptr(), key.len(), json.as_ptr(), json.len()) }).map(|_| ())
}

pub fn forget(key: &str) -> Result<(), Status> {
    Status::of(unsafe { host::store_remove(key.as_ptr(), key.len()) }).map(|_| ())
}

/// Keys that begin so, as a JSON list.
pub fn keys(prefix: &str) -> Result<String, Status> {
    block::read(|to, room| unsafe { host::store_keys(prefix.as_ptr(), prefix.len(), to, room) })
}

/// Tasks only: the number that `answer` will be called with.
pub fn ask(capability: &str, json: &str) -> Result<i32, Status> {
    Status::of(unsafe { host::ask(capability.as_ptr(), capability.len(), json.as_ptr(), json.len()) })
}

/// Tasks only: the result, as JSON.
pub fn finish(json: &str) {
    unsafe { host::finish(json.as_ptr(), json.len()) }
}

/// Makes the module's exports of functions: `init: fn(&str)`, `stage: fn(Hook, Blocks, &str)`, `task: fn(Task, &str)`,
/// `answer: fn(i32, Result<&str, &str>)`, `dispose: fn()`; each may be left out.
#[macro_export]
macro_rules! plugin {
    ($($export:ident: $function:path),* $(,)?) => {
        #[no_mangle]
        pub extern "C" fn aperture_abi() -> i32 { 1 }
        #[no_mangle]
        pub extern "C" fn aperture_alloc(bytes: usize) -> *mut u8 { $crate::room(bytes) }
        $($crate::plugin!(@$export $function);)*
    };
    (@init $function:path) => {
        #[no_mangle]
        pub unsafe extern "C" fn aperture_init(config: *mut u8, length: usize) -> i32 {
            $function(&$crate::text_from(config, length));
            0
        }
    };
    (@stage $function:path) => {
        #[no_mangle]
        pub unsafe extern "C" fn aperture_stage(hook: i32, records: *mut u8, count: usize, request: *mut u8, length: usize) -> i32 {
            let records = $crate::given(records, count * 64);
            $function($crate::hook_of(hook), $crate::Blocks::new(&records), &$crate::text_from(request, length));
            0
        }
    };
    (@task $function:path) => {
        #[no_mangle]
        pub unsafe extern "C" fn aperture_task(kind: i32, input: *mut u8, length: usize) -> i32 {
            $function($crate::task_of(kind), &$crate::text_from(input, length));
            0
        }
    };
    (@answer $function:path) => {
        #[no_mangle]
        pub unsafe extern "C" fn aperture_answer(question: i32, status: i32, json: *mut u8, length: usize) -> i32 {
            let text = $crate::text_from(json, length);
            $function(question, if status == 0 { Ok(&text) } else { Err(&text) });
            0
        }
    };
    (@dispose $function:path) => {
        #[no_mangle]
        pub extern "C" fn aperture_dispose() { $function() }
    };
}
