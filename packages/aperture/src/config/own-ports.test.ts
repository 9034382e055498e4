import { expect, test } from "vitest";
import { isLoopback, pointsAtPorts } from "./own-ports.ts";

test.each(["localhost", "a.localhost", "127.0.0.1", "127.1.2.3", "0.0.0.0", "[::1]", "[::]", "[::ffff:7f00:1]"])(
  "%s is this machine",
  (name) => expect(isLoopback(name)).toBe(true),
);

test.each(["example.com", "localhost.example", "128.0.0.1", "10.0.0.1", "[fe80::1]", "127.example"])(
  "%s is not",
  (name) => expect(isLoopback(name)).toBe(false),
);

test("only our ports are ours, and what is no address points nowhere", () => {
  expect(pointsAtPorts("http://localhost:5400", [5400, 5401])).toBe(true);
  expect(pointsAtPorts("http://localhost:5402", [5400, 5401])).toBe(false);
  expect(pointsAtPorts("https://localhost", [443])).toBe(true);
  expect(pointsAtPorts("not an address", [5400])).toBe(false);
});
