import { describe, expect, test } from "vitest";
import { plainAddress } from "./address.ts";
import { addressKind } from "./address-kind.ts";

describe("an address leads", () => {
  test.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "::1",
    "::",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "0:0:0:0:0:ffff:7f00:0001",
    "::127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::7f00:1",
  ])("to this machine: %s", (address) => {
    expect(addressKind(address)).toBe("own");
  });

  test.each([
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "64:ff9b::192.168.0.1",
    "64:ff9b:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "not an address",
    "",
    "1.2.3",
    "0x7f.0.0.1",
    "2130706433",
  ])("nowhere that may be reached unasked: %s", (address) => {
    expect(addressKind(address)).toBe("near");
  });

  test.each([
    "1.1.1.1",
    "172.15.0.1",
    "172.32.0.1",
    "100.128.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450:4001::8",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
  ])("to the world: %s", (address) => {
    expect(addressKind(address)).toBe("public");
  });
});

test.each([
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["::FFFF:102:304", "1.2.3.4"],
  ["64:ff9b::1.2.3.4", "1.2.3.4"],
  ["1.2.3.4", "1.2.3.4"],
  ["::1", "0:0:0:0:0:0:0:1"],
  ["2001:db8::", "2001:db8:0:0:0:0:0:0"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
  ["fe80::a%lo", "fe80:0:0:0:0:0:0:a"],
  ["x", null],
])("%s is %s", (address, plain) => {
  expect(plainAddress(address)).toBe(plain);
});
