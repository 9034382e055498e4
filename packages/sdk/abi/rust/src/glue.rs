//! What the macro `plugin!` needs beside the author's functions.
use alloc::{alloc::Layout, boxed::Box, string::String, vec::Vec};

use crate::words::{Hook, Task};

fn layout(bytes: usize) -> Layout {
    // Records are read as i32; an empty room still needs an address.
    Layout::from_size_align(bytes.max(4), 4).unwrap_or(Layout::new::<u32>())
}

/// Room for the host to write to; null where there is none.
pub fn room(bytes: usize) -> *mut u8 {
    unsafe { alloc::alloc::alloc(layout(bytes)) }
}

/// What the host wrote to a `room` of this size, which is given back.
///
/// # Safety
/// `pointer` must come from `room(bytes)`, and be given back once.
pub unsafe fn given(pointer: *mut u8, bytes: usize) -> Box<[i32]> {
    let count = bytes / 4;
    let mut copy = Vec::with_capacity(count);
    copy.extend_from_slice(core::slice::from_raw_parts(pointer as *const i32, count));
    alloc::alloc::dealloc(pointer, layout(bytes));
    copy.into_boxed_slice()
}

/// Text that the host wrote.
///
/// # Safety
/// As of `given`.
pub unsafe fn text_from(pointer: *mut u8, length: usize) -> String {
    let text = String::from_utf8_lossy(core::slice::from_raw_parts(pointer, length)).into_owned();
    alloc::alloc::dealloc(pointer, layout(length));
    text
}

pub fn hook_of(number: i32) -> Hook {
    Hook::of(number)
}

pub fn task_of(number: i32) -> Task {
    Task::of(number)
}
