/** The numbers of `aperture:plugin/1` by name. They never change within apiVersion 1. */

export enum Role {
  system = 0,
  user = 1,
  assistant = 2,
  toolUse = 3,
  toolResult = 4,
  thinking = 5,
  image = 6,
  other = 7,
}

export enum Zone {
  primacy = 0,
  middle = 1,
  recency = 2,
}

export enum Level {
  original = 0,
  trimmed = 1,
  summarized = 2,
  minimal = 3,
}

export enum Pin {
  none = 0,
  top = 1,
  bottom = 2,
}

/** Bits of `Block.flags`. */
export enum Flag {
  editable = 1,
  isError = 2,
  isPending = 4,
  isFree = 8,
  isNew = 16,
  isReadable = 32,
  isWritable = 64,
}

export enum Hook {
  beforeParse = 0,
  afterParse = 1,
  afterZone = 2,
  afterInject = 3,
  afterCondense = 4,
  afterBudget = 5,
  afterReorder = 6,
  beforeEmit = 7,
}

export enum Task {
  event = 0,
  response = 1,
  schedule = 2,
  action = 3,
  panel = 4,
  serve = 5,
}

/** For `handles`. */
export enum Thing {
  stage = 0,
  event = 1,
  action = 2,
  schedule = 3,
  panel = 4,
  serve = 5,
}

/** What functions answer instead of a length or a count. */
export enum Status {
  none = -1,
  denied = -2,
  quota = -3,
  invalid = -4,
  busy = -5,
}

/** Bits for `search`, `count` and `replace`. */
export enum Search {
  ignoreCase = 1,
  multiline = 2,
  dotAll = 4,
  unicode = 8,
  /** The pattern is text, not an expression. */
  literal = 16,
}

export enum Operation {
  zone = 1,
  pin = 2,
  level = 3,
  content = 4,
  redact = 5,
  remove = 6,
  insert = 7,
  stage = 8,
  unstage = 9,
  note = 10,
  emit = 11,
  model = 12,
  sampling = 13,
  refuse = 14,
}
