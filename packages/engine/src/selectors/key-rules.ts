import { CompressionLevel, Role, Zone } from "@aperture/sdk";
import { compileGlob, GlobError } from "./glob.ts";
import { nearestWord } from "./nearest-word.ts";
import { compilePattern, PatternError } from "./pattern.ts";
import type { Operator, SelectorBlock } from "./selector.ts";

type Test = (block: SelectorBlock) => boolean;

/** Thrown by a rule where a value does not fit; the parser knows the place. */
export class ValueError extends Error {
  readonly nearest: string | null;
  constructor(reason: string, nearest: string | null = null) {
    super(reason);
    this.nearest = nearest;
  }
}

/** What a key understands. */
export interface KeyRule {
  readonly operators: readonly Operator[];
  /** An example with the key's usual operator, for error messages. */
  readonly example: string;
  /** True where commas separate values that may be in it; false where a comma is part of the value. */
  readonly isList: boolean;
  /** Builds the test for one value. Throws ValueError. */
  readonly compile: (operator: Operator, value: string) => Test;
}

/** Every key of a selector. To add one, add a row. */
export const keyRules: Readonly<Record<string, KeyRule>> = {
  role: oneOf(Role.options, "role:tool_result", (block) => block.role),
  zone: oneOf(Zone.options, "zone:middle", (block) => block.zone),
  level: oneOf(CompressionLevel.options, "level:original", (block) => block.level),
  pinned: oneOf(["true", "false", "top", "bottom"], "pinned:true", (block, value) =>
    value === "true" || value === "false" ? String(block.pinned !== null) : String(block.pinned),
  ),
  error: oneOf(["true", "false"], "error:true", (block) => String(block.isError === true)),
  kind: named("kind:tool_use", (block) => block.kind),
  tool: named("tool:Read", (block) => block.toolName),
  origin: named("origin:plugin:*", (block) => block.origin),
  file: {
    operators: [":"],
    example: "file:src/**",
    isList: true,
    compile(_, value) {
      const holds = globOf(value, "path", "file:src/**");
      return (block) => block.filePaths?.some(holds) === true;
    },
  },
  id: {
    operators: [":"],
    example: "id:block-3",
    isList: true,
    compile(_, value) {
      const digits = /^(?:block-)?([0-9]{1,15})$/.exec(value)?.[1];
      if (digits === undefined) throw new ValueError(`"${value}" is no block id`, "id:block-3");
      const n = Number(digits);
      return (block) => block.n === n;
    },
  },
  text: {
    operators: [":", "~"],
    example: 'text:"TODO"',
    isList: false,
    compile(operator, value) {
      if (operator === ":") return (block) => block.text().includes(value);
      const holds = patternOf(value);
      return (block) => holds(block.text());
    },
  },
  age: compared("age>10", (block) => block.age),
  tokens: compared("tokens>2000", (block) => block.tokens),
  turn: compared("turn<=5", (block) => block.turn),
  position: compared("position>=20", (block) => block.position),
  staleness: compared("staleness>=50", (block) => block.staleness),
};

function oneOf(
  words: readonly string[],
  example: string,
  read: (block: SelectorBlock, value: string) => string,
): KeyRule {
  const key = example.slice(0, example.indexOf(":"));
  return {
    operators: [":"],
    example,
    isList: true,
    compile(_, value) {
      if (!words.includes(value)) {
        const near = nearestWord(value, words);
        throw new ValueError(
          `${key} is never "${value}", only ${words.join(", ")}`,
          near === null ? null : `${key}:${near}`,
        );
      }
      return (block) => read(block, value) === value;
    },
  };
}

function named(example: string, read: (block: SelectorBlock) => string | undefined): KeyRule {
  return {
    operators: [":"],
    example,
    isList: true,
    compile(_, value) {
      const holds = globOf(value, "name", example);
      return (block) => {
        const name = read(block);
        return name !== undefined && holds(name);
      };
    },
  };
}

const compare: Readonly<Partial<Record<Operator, (a: number, b: number) => boolean>>> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "=": (a, b) => a === b,
};

function compared(example: string, read: (block: SelectorBlock) => number): KeyRule {
  return {
    operators: [">", ">=", "<", "<=", "="],
    example,
    isList: false,
    compile(operator, value) {
      const number = numberOf(value);
      if (number === null) throw new ValueError(`"${value}" is no number`, example);
      const holds = compare[operator]!;
      return (block) => holds(read(block), number);
    },
  };
}

/** `2000`, `-1`, `0.5`, `2k`, `1.5k`; null where it is no number. */
function numberOf(value: string): number | null {
  const parts = /^(-?[0-9]{1,12}(?:\.[0-9]{1,6})?)(k?)$/i.exec(value);
  return parts === null ? null : Number(parts[1]) * (parts[2] === "" ? 1 : 1000);
}

function globOf(value: string, subject: "path" | "name", example: string): (text: string) => boolean {
  try {
    return compileGlob(value, subject);
  } catch (error) {
    if (error instanceof GlobError) throw new ValueError(error.message, example);
    throw error;
  }
}

function patternOf(value: string): (text: string) => boolean {
  try {
    return compilePattern(value);
  } catch (error) {
    // A pattern that does not work as one is often meant as plain text.
    if (error instanceof PatternError) throw new ValueError(error.message, `text:${JSON.stringify(value)}`);
    throw error;
  }
}
