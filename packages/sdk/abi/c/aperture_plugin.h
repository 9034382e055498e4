/*
 * aperture:plugin/1 for C and C++: one header, no libc. Define APERTURE_IMPLEMENTATION in exactly one file before including it.
 * What each function means, its errors and what is promised: docs/reference/plugin-abi.md.
 *
 *   clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry -Wl,-z,stack-size=32768 -o plugin.wasm plugin.c
 */
#ifndef APERTURE_PLUGIN_H
#define APERTURE_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define APERTURE_IMPORT(name) __attribute__((import_module("aperture:plugin/1"), import_name(name)))
#define APERTURE_EXPORT(name) __attribute__((export_name(name), used))

/* A block's metadata: 16 little-endian 32-bit integers. Strings are numbers for aperture_string, 0: none. */
typedef struct {
  int32_t block; /* the number in block-17 */
  int32_t role;
  int32_t zone;
  int32_t level;
  int32_t pinned; /* 0 not, 1 top, 2 bottom */
  int32_t flags;
  int32_t tokens;          /* of what is sent now */
  int32_t original_tokens; /* of the client's own text */
  int32_t first_turn;      /* 1-based, in its lane */
  int32_t kind;            /* string */
  int32_t tool_name;       /* string */
  int32_t tool_id;         /* string */
  int32_t origin;          /* string */
  int32_t text_length;     /* UTF-16 units; bytes: aperture_text_length */
  int32_t text_version;    /* changes when the text does */
  int32_t file_paths;      /* string, one path to a line */
} aperture_block;

enum { APERTURE_SYSTEM, APERTURE_USER, APERTURE_ASSISTANT, APERTURE_TOOL_USE, APERTURE_TOOL_RESULT, APERTURE_THINKING, APERTURE_IMAGE, APERTURE_OTHER };
enum { APERTURE_PRIMACY, APERTURE_MIDDLE, APERTURE_RECENCY };
enum { APERTURE_ORIGINAL, APERTURE_TRIMMED, APERTURE_SUMMARIZED, APERTURE_MINIMAL };
enum { APERTURE_UNPINNED, APERTURE_TOP, APERTURE_BOTTOM };
enum {
  APERTURE_EDITABLE = 1,
  APERTURE_IS_ERROR = 2,
  APERTURE_PENDING = 4,
  APERTURE_FREE = 8,
  APERTURE_NEW = 16,
  APERTURE_READABLE = 32,
  APERTURE_WRITABLE = 64
};
enum {
  APERTURE_BEFORE_PARSE,
  APERTURE_AFTER_PARSE,
  APERTURE_AFTER_ZONE,
  APERTURE_AFTER_INJECT,
  APERTURE_AFTER_CONDENSE,
  APERTURE_AFTER_BUDGET,
  APERTURE_AFTER_REORDER,
  APERTURE_BEFORE_EMIT
};
enum { APERTURE_EVENT, APERTURE_RESPONSE, APERTURE_SCHEDULE, APERTURE_ACTION, APERTURE_PANEL, APERTURE_SERVE };
enum { APERTURE_HANDLES_STAGE, APERTURE_HANDLES_EVENT, APERTURE_HANDLES_ACTION, APERTURE_HANDLES_SCHEDULE, APERTURE_HANDLES_PANEL, APERTURE_HANDLES_SERVE };
enum { APERTURE_DEBUG, APERTURE_INFO, APERTURE_WARN, APERTURE_ERROR };
enum { APERTURE_NONE = -1, APERTURE_DENIED = -2, APERTURE_QUOTA = -3, APERTURE_INVALID = -4, APERTURE_BUSY = -5 };
enum { APERTURE_IGNORE_CASE = 1, APERTURE_MULTILINE = 2, APERTURE_DOT_ALL = 4, APERTURE_UNICODE = 8, APERTURE_LITERAL = 16 };

/* What the host gives. Targets: a block's place (0 and up), or a handle (below 0). All lengths are bytes of UTF-8. */
APERTURE_IMPORT("string") int32_t aperture_string(int32_t id, void *to, uint32_t room);
APERTURE_IMPORT("text_length") int32_t aperture_text_length(int32_t target);
APERTURE_IMPORT("text") int32_t aperture_text(int32_t target, uint32_t from, void *to, uint32_t room);
APERTURE_IMPORT("search") int32_t aperture_search(int32_t target, const char *pattern, uint32_t length, int32_t flags, uint32_t limit, uint32_t *matches, uint32_t room);
APERTURE_IMPORT("count") int32_t aperture_count(int32_t target, const char *pattern, uint32_t length, int32_t flags);
APERTURE_IMPORT("replace") int32_t aperture_replace(int32_t target, const char *pattern, uint32_t length, int32_t flags, const char *by, uint32_t by_length);
APERTURE_IMPORT("outline") int32_t aperture_outline(int32_t target);
APERTURE_IMPORT("store_get") int32_t aperture_store_get(const char *key, uint32_t length, void *to, uint32_t room);
APERTURE_IMPORT("store_set") int32_t aperture_store_set(const char *key, uint32_t length, const char *json, uint32_t json_length);
APERTURE_IMPORT("store_remove") int32_t aperture_store_remove(const char *key, uint32_t length);
APERTURE_IMPORT("store_keys") int32_t aperture_store_keys(const char *prefix, uint32_t length, void *to, uint32_t room);
APERTURE_IMPORT("log") void aperture_log(int32_t level, const char *message, uint32_t length);
APERTURE_IMPORT("handles") void aperture_handles(int32_t what, const char *name, uint32_t length);
APERTURE_IMPORT("ask") int32_t aperture_ask(const char *capability, uint32_t length, const char *json, uint32_t json_length);
APERTURE_IMPORT("finish") void aperture_finish(const char *json, uint32_t length);
APERTURE_IMPORT("abort") _Noreturn void aperture_abort(const char *reason, uint32_t length);

/* A wanted change: 12 little-endian 32-bit integers. text_length -1: text is a handle. */
typedef struct {
  int32_t operation;
  int32_t block;
  int32_t a, b, c;
  int32_t reserved;
  const char *text;
  int32_t text_length;
  const char *key;
  int32_t key_length;
  const char *reason;
  int32_t reason_length;
} aperture_patch;
#ifdef __wasm__
_Static_assert(sizeof(aperture_block) == 64, "a block record has 64 bytes");
_Static_assert(sizeof(aperture_patch) == 48, "a patch record has 48 bytes");
#endif
enum {
  APERTURE_OP_ZONE = 1, /* a: zone */
  APERTURE_OP_PIN,      /* a: pin */
  APERTURE_OP_LEVEL,    /* a: level */
  APERTURE_OP_CONTENT,  /* text */
  APERTURE_OP_REDACT,   /* text: a value that the block says, at least 4 characters */
  APERTURE_OP_REMOVE,
  APERTURE_OP_INSERT,   /* a: 0 behind block, 1 tail, 2 system; key, text */
  APERTURE_OP_STAGE,    /* key, text; a: zone + 1 (0 recency), b: priority, c: token cap (0: 4,000) */
  APERTURE_OP_UNSTAGE,  /* key */
  APERTURE_OP_NOTE,     /* block or 0, text */
  APERTURE_OP_EMIT,     /* key: the event, text: JSON object */
  APERTURE_OP_MODEL,    /* key: the model */
  APERTURE_OP_SAMPLING, /* text: JSON object */
  APERTURE_OP_REFUSE    /* reason */
};
APERTURE_IMPORT("patch") int32_t aperture_record(const aperture_patch *patches, uint32_t count);

static inline uint32_t aperture_length(const char *text) {
  uint32_t length = 0;
  while (text[length]) length++;
  return length;
}

static inline void aperture_one(int32_t operation, int32_t block, int32_t a, const char *text, int32_t text_length, const char *key, const char *reason) {
  aperture_patch patch = {operation, block, a, 0, 0, 0, text, text_length, key, key ? (int32_t)aperture_length(key) : 0, reason, reason ? (int32_t)aperture_length(reason) : 0};
  aperture_record(&patch, 1);
}

/* One change each; reason may be NULL. */
static inline void aperture_zone(const aperture_block *block, int32_t zone, const char *reason) { aperture_one(APERTURE_OP_ZONE, block->block, zone, NULL, 0, NULL, reason); }
static inline void aperture_pin(const aperture_block *block, int32_t pin, const char *reason) { aperture_one(APERTURE_OP_PIN, block->block, pin, NULL, 0, NULL, reason); }
static inline void aperture_level(const aperture_block *block, int32_t level, const char *reason) { aperture_one(APERTURE_OP_LEVEL, block->block, level, NULL, 0, NULL, reason); }
static inline void aperture_remove(const aperture_block *block, const char *reason) { aperture_one(APERTURE_OP_REMOVE, block->block, 0, NULL, 0, NULL, reason); }
static inline void aperture_content(const aperture_block *block, const char *text, uint32_t length, const char *reason) { aperture_one(APERTURE_OP_CONTENT, block->block, 0, text, (int32_t)length, NULL, reason); }
/* The text that a handle stands for. */
static inline void aperture_content_of(const aperture_block *block, int32_t handle, const char *reason) { aperture_one(APERTURE_OP_CONTENT, block->block, 0, (const char *)(intptr_t)handle, -1, NULL, reason); }
static inline void aperture_redact(const aperture_block *block, const char *text, uint32_t length, const char *reason) { aperture_one(APERTURE_OP_REDACT, block->block, 0, text, (int32_t)length, NULL, reason); }
static inline void aperture_insert(const aperture_block *behind, const char *key, const char *text, uint32_t length, const char *reason) { aperture_one(APERTURE_OP_INSERT, behind->block, 0, text, (int32_t)length, key, reason); }
static inline void aperture_note(const aperture_block *block, const char *text, uint32_t length) { aperture_one(APERTURE_OP_NOTE, block ? block->block : 0, 0, text, (int32_t)length, NULL, NULL); }
static inline void aperture_refuse(const char *reason) { aperture_one(APERTURE_OP_REFUSE, 0, 0, NULL, 0, NULL, reason); }
static inline void aperture_info(const char *message) { aperture_log(APERTURE_INFO, message, aperture_length(message)); }

/* Memory that is given back by itself when the call ends: everything since the host's first aperture_alloc of it. NULL: there is no room. */
void *aperture_scratch(uint32_t bytes);
/* Call it at the end of every export that got something. */
void aperture_reset(void);

#ifdef APERTURE_IMPLEMENTATION
extern unsigned char __heap_base;
static uint32_t aperture_next = 0;

void *aperture_scratch(uint32_t bytes) {
  uint32_t from = aperture_next ? aperture_next : (uint32_t)(uintptr_t)&__heap_base;
  from = (from + 15u) & ~15u;
  uint64_t end = (uint64_t)from + bytes;
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
  if (end > have && (end > UINT32_MAX || __builtin_wasm_memory_grow(0, (size_t)((end - have + 65535u) >> 16)) == (size_t)-1)) return NULL;
  aperture_next = (uint32_t)end;
  return (void *)(uintptr_t)from;
}

void aperture_reset(void) { aperture_next = 0; }

APERTURE_EXPORT("aperture_abi") int32_t aperture_export_abi(void) { return 1; }
APERTURE_EXPORT("aperture_alloc") void *aperture_export_alloc(uint32_t bytes) { return aperture_scratch(bytes); }
#endif

#ifdef __cplusplus
}
#endif
#endif
