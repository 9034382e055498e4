import { expect, test } from "vitest";
import { findPrivate } from "./find-private.ts";

const found = (text: string): string[] =>
  findPrivate(text).map(({ what, line, text: shown }) => `${line} ${what}: ${shown}`);

test.each([
  ["write to mira@shop.test", "1 a mail address: mira@shop.test"],
  ["kind: rule\nwith: 10.20.30.40", "2 an address in a network: 10.20.30.40"],
  ["http://192.168.1.7:8080/x", "1 an address in a network: 192.168.1.7"],
  ["the box at fe80::1ff:fe23:4567:890a", "1 an address in a network: fe80::1ff:fe23:4567:890a"],
  ["2a02:908:1:2:3:4:5:6 is it", "1 an address in a network: 2a02:908:1:2:3:4:5:6"],
  ["see build.corp and wiki.shop.internal", "1 a host inside of a network: build.corp"],
  ["text: sunflower42 is the password", "1 words about a password: sunflower42 is the password"],
  ["note: the admin password for it is sunflower", "1 words about a password: password for it is sunflower"],
])("%j is told", (text, told) => {
  expect(found(text)).toContain(told);
});

test.each([
  "version: 1.2.3",
  "at 12:30:45 or 2026-01-02T03:04:05",
  "listens on 127.0.0.1, ::1 and 0.0.0.0",
  "an example, 192.0.2.1 or 2001:db8::1",
  "write to someone@example.com",
  "select: role:tool_result tool:Read,read text~'a::b'",
  "Std::Vec and ::c",
  "ask for a password before each commit",
  "internal notes stay here, local ones too",
])("%j is told of nobody", (text) => {
  expect(found(text)).toEqual([]);
});

test("what YAML reads otherwise than it is written is told where it stands, each once", () => {
  expect(found('a: 1\nwith: "10.20\\x2e30.40"\nagain: 10.20.30.40\n')).toEqual([
    "3 an address in a network: 10.20.30.40",
  ]);
  expect(found('a: 1\nwith: "10.20\\x2e30.40"\n')).toEqual(["2 an address in a network: 10.20.30.40"]);
});

test("a long text is read in no time that grows with its square", () => {
  const long = `${"a.".repeat(50_000)} ${"1:".repeat(50_000)} ${"password ".repeat(20_000)}`;
  expect(findPrivate(long).length).toBeLessThanOrEqual(50);
});
