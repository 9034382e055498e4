import { beforeAll, describe, expect, test } from "vitest";
import type { Skeleton } from "../contract.ts";
import { createSkeleton } from "./skeleton.ts";
import { loadSkeleton } from "./testing/load-skeleton.ts";

let skeleton: Skeleton;
beforeAll(async () => {
  skeleton = await loadSkeleton();
});

const outline = (path: string, code: string, keep: string[] = [], first?: number) =>
  skeleton(code, path, keep, first)?.split("\n");

/** One file of each language, and its outline, line by line. */
const files: readonly [path: string, code: string, expected: readonly string[]][] = [
  [
    "a.ts",
    `import { b } from "./b.ts";
import type { C } from "./c.ts";

/** Most of them. */
export const limit = 40;

/**
 * Reads it.
 * And more.
 */
export async function read(path: string, depth = 1): Promise<C> {
  const text = await b(path);
  return JSON.parse(text);
}

export const twice = (value: number) => {
  return value * 2;
};

export interface Shape {
  readonly name: string;
}

export class Reader extends Base {
  readonly #path: string;
  size = 0;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }
}

export enum Kind { One, Two }
export type Name = "a" | "b";
`,
    [
      'L1-2 import { b } from "./b.ts"; import type { C } from "./c.ts";',
      "L5 export const limit = 40; // Most of them.",
      "L11-14 export async function read(path: string, depth = 1): Promise<C> … // Reads it.",
      "L16-18 export const twice = (value: number) => …",
      "L20-22 export interface Shape { readonly name: string; }",
      "L24-36 export class Reader extends Base …",
      "  L25-26 readonly #path: string; size = 0",
      "  L28-31 constructor(path: string) …",
      "  L33-35 get path(): string …",
      "L38 export enum Kind { One, Two }",
      'L39 export type Name = "a" | "b";',
    ],
  ],
  [
    "a.test.ts",
    `describe("reader", () => {
  const shared = 1;
  test("reads", () => {
    expect(read()).toBe(shared);
  });
  test("fails", async () => {
    await expect(read()).rejects.toThrow();
  });
});
`,
    ['L1-9 describe("reader", () => …', '  L3-5 test("reads", () => …', '  L6-8 test("fails", async () => …'],
  ],
  [
    "view.tsx",
    `export function View({ name }: Props) {\n  return <p title={name}>{name}</p>;\n}\n`,
    ["L1-3 export function View({ name }: Props) …"],
  ],
  [
    "a.js",
    `const fs = require("fs");
function read(path) {
  return fs.readFileSync(path);
}
module.exports = { read };
`,
    ['L1 const fs = require("fs");', "L2-4 function read(path) …", "L5 module.exports = { read };"],
  ],
  [
    "a.py",
    `import os
from typing import Any

LIMIT = 40

@decorator
class Reader(Base):
    """Reads files.

    Slowly.
    """
    size: int = 0

    def read(self, path: str) -> Any:
        """Reads one."""
        with open(path) as file:
            return file.read()

async def main() -> None:
    print(Reader().read("a"))
`,
    [
      "L1-2 import os; from typing import Any",
      "L4 LIMIT = 40",
      "L6-17 @decorator class Reader(Base): … // Reads files.",
      "  L12 size: int = 0",
      "  L14-17 def read(self, path: str) -> Any: … // Reads one.",
      "L19-20 async def main() -> None: …",
    ],
  ],
  [
    "a.go",
    `package store

import (
	"context"
	"fmt"
)

// Store keeps things.
// For long.
type Store struct {
	path string
}

const limit = 40

// Read reads one.
func (s *Store) Read(ctx context.Context, key string) (string, error) {
	return fmt.Sprint(s.path, key), nil
}
`,
    [
      'L1-6 package store; import ( "context" "fmt" )',
      "L10-12 type Store struct { path string } // Store keeps things.",
      "L14 const limit = 40",
      "L17-19 func (s *Store) Read(ctx context.Context, key string) (string, error) … // Read reads one.",
    ],
  ],
  [
    "a.rs",
    `use std::io::Read;
pub struct Store { path: String }
impl Store {
    /// Reads one.
    pub fn read(&self, key: &str) -> Option<String> {
        None
    }
}
trait Keeps { fn keep(&self); }
`,
    [
      "L1 use std::io::Read;",
      "L2 pub struct Store { path: String }",
      "L3-8 impl Store …",
      "  L5-7 pub fn read(&self, key: &str) -> Option<String> … // Reads one.",
      "L9 trait Keeps …",
      "  L9 fn keep(&self);",
    ],
  ],
  [
    "A.java",
    `package a;
import java.util.List;
public class A extends B {
  private final int size = 1;
  @Override
  public List<String> read(String key) throws E {
    return null;
  }
}
`,
    [
      "L1-2 package a; import java.util.List;",
      "L3-9 public class A extends B …",
      "  L4 private final int size = 1;",
      "  L5-8 @Override public List<String> read(String key) throws E …",
    ],
  ],
  [
    "a.rb",
    `require 'json'
module Store
  class Reader < Base
    LIMIT = 40
    # Reads one.
    def read(key)
      JSON.parse(key)
    end
  end
end
`,
    [
      "L1 require 'json'",
      "L2-10 module Store …",
      "  L3-9 class Reader < Base …",
      "    L4 LIMIT = 40",
      "    L6-8 def read(key) … // Reads one.",
    ],
  ],
  [
    "a.php",
    `<?php
namespace A\\B;
use C\\D;
final class Store extends Base {
  const LIMIT = 40;
  public function read(string $key): ?string { return null; }
}
`,
    [
      "L2-3 namespace A\\B; use C\\D;",
      "L4-7 final class Store extends Base …",
      "  L5 const LIMIT = 40;",
      "  L6 public function read(string $key): ?string …",
    ],
  ],
  [
    "a.cpp",
    `#include <string>
#define LIMIT 40
namespace store {
class Reader : public Base {
 public:
  std::string read(int key);
  int size() const { return 1; }
};
}
template <class T>
T twice(T value) { return value + value; }
`,
    [
      "L1 #include <string>",
      "L2 #define LIMIT 40",
      "L3-9 namespace store …",
      "  L4-8 class Reader : public Base …",
      "    L6 std::string read(int key);",
      "    L7 int size() const …",
      "L10-11 template <class T> T twice(T value) …",
    ],
  ],
  [
    "a.cs",
    `using System;
namespace Store {
  public class Reader : Base {
    private int size = 1;
    public int Size { get; set; }
    public string Read(int key) { return ""; }
  }
}
`,
    [
      "L1 using System;",
      "L2-8 namespace Store …",
      "  L3-7 public class Reader : Base …",
      "    L4 private int size = 1;",
      "    L5 public int Size …",
      "    L6 public string Read(int key) …",
    ],
  ],
  [
    "a.sh",
    `LIMIT=40
read_one() {
  cat "$1" | head -n "$LIMIT"
}
`,
    ["L1 LIMIT=40", "L2-4 read_one() …"],
  ],
  [
    "a.css",
    `@import "b.css";
.card > p { color: red; margin: 0; }
@media (max-width: 40px) { .card { display: none; } }
`,
    ['L1 @import "b.css";', "L2 .card > p …", "L3 @media (max-width: 40px) …", "  L3 .card …"],
  ],
];

describe("skeleton", () => {
  test.each(files)("%s", (path, code, expected) => {
    expect(outline(path, code)).toEqual(expected);
  });

  test("names the lines of the file, where it is given a part of it", () => {
    expect(outline("a.go", "func Read() {\n\treturn\n}\n", [], 200)).toEqual(["L200-202 func Read() …"]);
  });

  test("keeps lines verbatim, in one piece and in their place", () => {
    const code = "function a() {\n  one();\n  two();\n  three();\n}\nfunction b() {\n  return 1;\n}\n";
    expect(outline("a.ts", code, ["one();\n  two"])).toEqual([
      "L1-5 function a() …",
      "L2-3:",
      "  one();",
      "  two();",
      "L6-8 function b() …",
    ]);
  });

  test("an outline that hides most of a script is none", () => {
    const script = `const a = 1;\n${"console.log(a + 1 > 2 ? a : 3);\n".repeat(20)}`;
    expect(outline("a.js", script)).toBeUndefined();
  });

  test("reads on behind a syntax error", () => {
    const code = "\t\treturn fmt.Errorf(x)\n\t}\n}\n\nfunc Next(key string) error {\n\treturn nil\n}\n";
    expect(outline("a.go", code)).toContain("L5-7 func Next(key string) error …");
  });

  test("gives null for unknown files, languages that are not loaded, and generated files", () => {
    expect(skeleton("function a() {}", "a.unknown", [])).toBeNull();
    expect(skeleton("function a() {}", undefined, [])).toBeNull();
    expect(skeleton("function a() {}\n".repeat(10_000), "a.ts", [])).toBeNull();
    expect(createSkeleton(new Map())("function a() {}", "a.ts", [])).toBeNull();
  });

  test("stops counting when code is ambiguous nonsense, and goes on with the next file", () => {
    expect(skeleton("a<b<".repeat(4_000), "a.cpp", [])).toBeNull();
    expect(outline("a.ts", "function a() {\n  return 1;\n}\n")).toEqual(["L1-3 function a() …"]);
  });

  test("long heads are cut, long types too", () => {
    const parameters = Array.from({ length: 80 }, (_, index) => `parameter${index}: string`).join(", ");
    const [head] = outline("a.ts", `function a(${parameters}) {\n  return 1;\n}\n`)!;
    expect(head!.length).toBeLessThan(260);
    expect(head).toMatch(/^L1-3 function a\(parameter0: string, .* …/);
  });
});
