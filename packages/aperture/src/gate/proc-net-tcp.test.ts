import { expect, test } from "vitest";
import { addressToProc, ownersInTable } from "./proc-net-tcp.ts";

test("addresses are written as the kernel writes them", () => {
  expect(addressToProc("127.0.0.1", 5400, "LE")).toBe("0100007F:1518");
  expect(addressToProc("127.0.0.1", 5400, "BE")).toBe("7F000001:1518");
  expect(addressToProc("10.1.2.3", 80, "LE")).toBe("0302010A:0050");
  expect(addressToProc("::1", 5401, "LE")).toBe("00000000000000000000000001000000:1519");
  expect(addressToProc("fe80::1%eth0", 1, "LE")).toBe("000080FE000000000000000001000000:0001");
  expect(addressToProc("2001:db8::8:800:200c:417a", 443, "LE")).toBe("B80D012000000000000808007A410C20:01BB");
});

test("an IPv4 address inside IPv6 is the same end", () => {
  for (const order of ["LE", "BE"] as const) {
    expect(addressToProc("::ffff:127.0.0.1", 9, order)).toBe(addressToProc("127.0.0.1", 9, order));
  }
});

test("what is no address is null", () => {
  expect(addressToProc(undefined, 1)).toBeNull();
  expect(addressToProc("127.0.0.1", undefined)).toBeNull();
  expect(addressToProc("localhost", 1)).toBeNull();
});

test("mapped rows of the IPv6 table are found under their IPv4 key", () => {
  const line = "1: 0000000000000000FFFF00000100007F:9C40 0000000000000000FFFF00000100007F:1518 01 0:0 0:0 0 1234 0 1";
  const key = "0100007F:9C40 0100007F:1518";
  expect(ownersInTable(line, new Set([key]))).toEqual(new Map([[key, 1234]]));
  expect(ownersInTable(line, new Set(["other"]))).toEqual(new Map());
});
