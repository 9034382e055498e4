use alloc::{string::String, vec, vec::Vec};

use crate::{
    host,
    words::{flag, Level, Operation, Pin, Role, Status, Zone},
};

/// Where a pattern was found: bytes of the text, `end` behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
}

/// A wanted text: bytes, or what a handle stands for.
pub(crate) enum Words<'a> {
    Text(&'a str),
    Handle(i32),
}

impl<'a> From<&'a str> for Words<'a> {
    fn from(text: &'a str) -> Self {
        Words::Text(text)
    }
}

pub(crate) fn wish(operation: Operation, block: i32, [a, b, c]: [i32; 3], words: Words, key: &str, reason: &str) {
    let (text, length) = match words {
        Words::Text(text) => (text.as_ptr() as i32, text.len() as i32),
        Words::Handle(handle) => (handle, -1),
    };
    let record = [
        operation as i32,
        block,
        a,
        b,
        c,
        0,
        text,
        length,
        key.as_ptr() as i32,
        key.len() as i32,
        reason.as_ptr() as i32,
        reason.len() as i32,
    ];
    unsafe { host::patch(record.as_ptr(), 1) };
}

/// What a function gives that says how long it is: asked for its length first.
pub(crate) fn read(ask: impl Fn(*mut u8, usize) -> i32) -> Result<String, Status> {
    let length = Status::of(ask(core::ptr::NonNull::dangling().as_ptr(), 0))?;
    let mut bytes = vec![0; length as usize];
    Status::of(ask(bytes.as_mut_ptr(), bytes.len()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The blocks of a call, in prompt order.
#[derive(Clone, Copy)]
pub struct Blocks<'a> {
    records: &'a [i32],
}

impl<'a> Blocks<'a> {
    #[doc(hidden)]
    pub fn new(records: &'a [i32]) -> Self {
        Blocks { records }
    }

    pub fn len(&self) -> usize {
        self.records.len() / 16
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = Block<'a>> {
        self.records.chunks_exact(16).enumerate().map(|(place, record)| Block { place: place as i32, record })
    }
}

/// A block of the call. What it is told to become is a wish: the host decides, and prices it.
#[derive(Clone, Copy)]
pub struct Block<'a> {
    place: i32,
    record: &'a [i32],
}

impl Block<'_> {
    /// The number in `block-17`.
    pub fn number(&self) -> i32 {
        self.record[0]
    }
    pub fn role(&self) -> Role {
        Role::of(self.record[1])
    }
    pub fn zone(&self) -> Zone {
        Zone::of(self.record[2])
    }
    pub fn level(&self) -> Level {
        Level::of(self.record[3])
    }
    pub fn pinned(&self) -> Pin {
        Pin::of(self.record[4])
    }
    /// Bits of `flag`.
    pub fn flags(&self) -> i32 {
        self.record[5]
    }
    pub fn is_readable(&self) -> bool {
        self.flags() & flag::IS_READABLE != 0
    }
    /// Of what is sent now.
    pub fn tokens(&self) -> i32 {
        self.record[6]
    }
    /// Of the client's own text.
    pub fn original_tokens(&self) -> i32 {
        self.record[7]
    }
    /// Turn of its lane in which it first appeared, 1-based.
    pub fn first_turn(&self) -> i32 {
        self.record[8]
    }
    pub fn kind(&self) -> String {
        self.string(9)
    }
    pub fn tool_name(&self) -> String {
        self.string(10)
    }
    pub fn tool_id(&self) -> String {
        self.string(11)
    }
    pub fn origin(&self) -> String {
        self.string(12)
    }
    /// Changes when the text does.
    pub fn text_version(&self) -> i32 {
        self.record[14]
    }
    pub fn file_paths(&self) -> Vec<String> {
        self.string(15).split('\n').filter(|path| !path.is_empty()).map(String::from).collect()
    }

    fn string(&self, field: usize) -> String {
        let id = self.record[field];
        read(|to, room| unsafe { host::string(id, to, room) }).unwrap_or_default()
    }

    pub fn text(&self) -> Result<String, Status> {
        let length = Status::of(unsafe { host::text_length(self.place) })?;
        let mut bytes = vec![0; length as usize];
        Status::of(unsafe { host::text(self.place, 0, bytes.as_mut_ptr(), bytes.len()) })?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// `flags` of `search`; at most `limit`.
    pub fn search(&self, pattern: &str, flags: i32, limit: usize) -> Result<Vec<Match>, Status> {
        let mut found = vec![0u32; limit * 2];
        let count = Status::of(unsafe {
            host::search(self.place, pattern.as_ptr(), pattern.len(), flags, limit, found.as_mut_ptr(), found.len() * 4)
        })? as usize;
        Ok(found.chunks_exact(2).take(count).map(|pair| Match { start: pair[0] as usize, end: pair[1] as usize }).collect())
    }

    pub fn count(&self, pattern: &str, flags: i32) -> Result<i32, Status> {
        Status::of(unsafe { host::count(self.place, pattern.as_ptr(), pattern.len(), flags) })
    }

    /// A handle (below 0) of its text with all matches replaced, for `set_content_of`.
    pub fn replace(&self, pattern: &str, by: &str, flags: i32) -> Option<i32> {
        let handle = unsafe { host::replace(self.place, pattern.as_ptr(), pattern.len(), flags, by.as_ptr(), by.len()) };
        Some(handle).filter(|handle| *handle < 0)
    }

    /// A handle of its outline.
    pub fn outline(&self) -> Option<i32> {
        Some(unsafe { host::outline(self.place) }).filter(|handle| *handle < 0)
    }

    pub fn set_zone(&self, zone: Zone, reason: &str) {
        self.wish(Operation::Zone, zone as i32, "".into(), "", reason);
    }
    pub fn set_pin(&self, pin: Pin, reason: &str) {
        self.wish(Operation::Pin, pin as i32, "".into(), "", reason);
    }
    pub fn set_level(&self, level: Level, reason: &str) {
        self.wish(Operation::Level, level as i32, "".into(), "", reason);
    }
    pub fn set_content(&self, text: &str, reason: &str) {
        self.wish(Operation::Content, 0, text.into(), "", reason);
    }
    pub fn set_content_of(&self, handle: i32, reason: &str) {
        self.wish(Operation::Content, 0, Words::Handle(handle), "", reason);
    }
    /// `text`: a value that it says, at least 4 characters; it is hidden wherever the session says it.
    pub fn redact(&self, text: &str, reason: &str) {
        self.wish(Operation::Redact, 0, text.into(), "", reason);
    }
    pub fn remove(&self, reason: &str) {
        self.wish(Operation::Remove, 0, "".into(), "", reason);
    }
    /// Behind it; the same key goes into a lane once.
    pub fn insert(&self, key: &str, text: &str, reason: &str) {
        self.wish(Operation::Insert, 0, text.into(), key, reason);
    }
    pub fn note(&self, text: &str) {
        self.wish(Operation::Note, 0, text.into(), "", "");
    }

    fn wish(&self, operation: Operation, a: i32, words: Words, key: &str, reason: &str) {
        wish(operation, self.number(), [a, 0, 0], words, key, reason);
    }
}
