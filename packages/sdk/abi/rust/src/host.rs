//! What the host gives, as numbers. `usize` is 32 bits here.
#[link(wasm_import_module = "aperture:plugin/1")]
extern "C" {
    pub fn string(id: i32, to: *mut u8, room: usize) -> i32;
    pub fn text_length(target: i32) -> i32;
    pub fn text(target: i32, from: usize, to: *mut u8, room: usize) -> i32;
    pub fn search(target: i32, pattern: *const u8, length: usize, flags: i32, limit: usize, matches: *mut u32, room: usize) -> i32;
    pub fn count(target: i32, pattern: *const u8, length: usize, flags: i32) -> i32;
    pub fn replace(target: i32, pattern: *const u8, length: usize, flags: i32, by: *const u8, by_length: usize) -> i32;
    pub fn outline(target: i32) -> i32;
    pub fn patch(records: *const i32, count: usize) -> i32;
    pub fn store_get(key: *const u8, length: usize, to: *mut u8, room: usize) -> i32;
    pub fn store_set(key: *const u8, length: usize, json: *const u8, json_length: usize) -> i32;
    pub fn store_remove(key: *const u8, length: usize) -> i32;
    pub fn store_keys(prefix: *const u8, length: usize, to: *mut u8, room: usize) -> i32;
    pub fn log(level: i32, message: *const u8, length: usize);
    pub fn handles(what: i32, name: *const u8, length: usize);
    pub fn ask(capability: *const u8, length: usize, json: *const u8, json_length: usize) -> i32;
    pub fn finish(json: *const u8, length: usize);
    pub fn abort(reason: *const u8, length: usize) -> !;
}
