//! The numbers of `aperture:plugin/1` by name. They never change within apiVersion 1; unknown ones may be added at the end.

macro_rules! numbered {
    ($(#[$about:meta])* $name:ident: $($word:ident),* ; $other:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($word),* }
        impl $name {
            pub fn of(number: i32) -> Self {
                const ALL: &[$name] = &[$($name::$word),*];
                ALL.get(number as usize).copied().unwrap_or($name::$other)
            }
        }
    };
}

numbered!(Role: System, User, Assistant, ToolUse, ToolResult, Thinking, Image, Other; Other);
numbered!(Zone: Primacy, Middle, Recency; Middle);
numbered!(Level: Original, Trimmed, Summarized, Minimal; Original);
numbered!(Pin: None, Top, Bottom; None);
numbered!(
    /// `Unknown`: a hook of a later version.
    Hook: BeforeParse, AfterParse, AfterZone, AfterInject, AfterCondense, AfterBudget, AfterReorder, BeforeEmit, Unknown; Unknown
);
numbered!(
    /// `Unknown`: a task of a later version.
    Task: Event, Response, Schedule, Action, Panel, Serve, Unknown; Unknown
);
numbered!(
    /// For `handles`.
    Thing: Stage, Event, Action, Schedule, Panel, Serve; Stage
);

/// Bits of `Block::flags`.
pub mod flag {
    pub const EDITABLE: i32 = 1;
    pub const IS_ERROR: i32 = 2;
    pub const IS_PENDING: i32 = 4;
    pub const IS_FREE: i32 = 8;
    pub const IS_NEW: i32 = 16;
    pub const IS_READABLE: i32 = 32;
    pub const IS_WRITABLE: i32 = 64;
}

/// Bits for `search`, `count` and `replace`.
pub mod search {
    pub const IGNORE_CASE: i32 = 1;
    pub const MULTILINE: i32 = 2;
    pub const DOT_ALL: i32 = 4;
    pub const UNICODE: i32 = 8;
    /// The pattern is text, not an expression.
    pub const LITERAL: i32 = 16;
}

/// Why the host did not do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    None,
    Denied,
    Quota,
    Invalid,
    Busy,
    Unknown,
}

impl Status {
    /// A result that is not below 0.
    pub(crate) fn of(result: i32) -> Result<i32, Status> {
        Err(match result {
            -1 => Status::None,
            -2 => Status::Denied,
            -3 => Status::Quota,
            -4 => Status::Invalid,
            -5 => Status::Busy,
            below if below < 0 => Status::Unknown,
            _ => return Ok(result),
        })
    }
}

#[derive(Clone, Copy)]
pub(crate) enum Operation {
    Zone = 1,
    Pin,
    Level,
    Content,
    Redact,
    Remove,
    Insert,
    Stage,
    Unstage,
    Note,
    Emit,
    Model,
    Sampling,
    Refuse,
}
