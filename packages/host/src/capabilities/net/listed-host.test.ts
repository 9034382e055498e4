import { describe, expect, test } from "vitest";
import { checkAddress } from "./check-address.ts";
import { listedUnder, targetOf } from "./listed-host.ts";

const under = (list: readonly string[], url: string) => listedUnder(list, targetOf(new URL(url)));

describe("a target is listed", () => {
  test.each([
    ["example.com", "https://example.com/a"],
    ["example.com", "http://EXAMPLE.com"],
    ["example.com:8443", "https://example.com:8443"],
    ["*.example.com", "https://a.example.com"],
    ["*.example.com", "https://a.b.example.com"],
    ["localhost:9091", "http://localhost:9091/metrics"],
    ["127.0.0.1:9091", "http://127.0.0.1:9091"],
    ["127.0.0.1:9091", "http://2130706433:9091"],
    ["127.0.0.1:9091", "http://[::ffff:127.0.0.1]:9091"],
    ["[::1]:80", "http://[0:0:0:0:0:0:0:1]"],
  ])("under %s: %s", (entry, url) => {
    expect(under(["other.org", entry], url)).toBe(entry);
  });

  test.each([
    ["example.com", "https://example.com:8443"],
    ["example.com", "https://sub.example.com"],
    ["example.com", "https://example.com.evil.org"],
    ["example.com", "https://evilexample.com"],
    ["example.com", "https://example.com."],
    ["example.com:443", "http://example.com"],
    ["*.example.com", "https://example.com"],
    ["*.example.com", "https://evilexample.com"],
    ["*.example.com:8080", "https://a.example.com"],
    ["*.0.0.1", "http://127.0.0.1"],
    ["*.1", "http://1.1.1.1"],
    ["example.com", "http://xn--exampl-gva.com"],
    ["[::1]:80", "http://[::2]"],
    ["localhost", "http://localhost.example.com"],
  ])("not under %s: %s", (entry, url) => {
    expect(under([entry], url)).toBeUndefined();
  });
});

describe("an address is allowed for a target", () => {
  const rules = (listed: readonly string[], interfaces: readonly string[] = []) => ({
    listed,
    ownPorts: [5400, 5401],
    interfaces,
  });
  const target = (url: string) => targetOf(new URL(url));

  test.each([
    ["the world", "1.1.1.1", "https://example.com", ["example.com"]],
    ["localhost by its name", "127.0.0.1", "http://localhost:9091", ["localhost:9091"]],
    ["localhost by its name, v6", "::1", "http://localhost:9091", ["localhost:9091"]],
    ["an address that is listed", "127.0.0.1", "http://127.0.0.1:9091", ["127.0.0.1:9091"]],
    [
      "a name whose address is listed too",
      "10.1.2.3",
      "http://metrics.corp:9090",
      ["metrics.corp:9090", "10.1.2.3:9090"],
    ],
  ])("%s", (_, address, url, listed) => {
    expect(checkAddress(address, target(url), rules(listed))).toBeNull();
  });

  test.each([
    ["a name that leads to this machine", "127.0.0.1", "http://evil.org", ["evil.org"]],
    ["the same, mapped", "::ffff:127.0.0.1", "http://evil.org", ["evil.org"]],
    ["a name that leads to the network", "192.168.0.1", "http://evil.org", ["evil.org"]],
    ["the metadata service", "169.254.169.254", "http://evil.org", ["evil.org"]],
    [
      "the metadata service by its own name",
      "169.254.169.254",
      "http://metadata.google.internal",
      ["metadata.google.internal"],
    ],
    ["localhost under a wildcard", "127.0.0.1", "http://a.localhost", ["*.localhost"]],
    ["an address listed with another port", "127.0.0.1", "http://evil.org:9091", ["evil.org:9091", "127.0.0.1:9092"]],
    ["localhost that leads elsewhere", "192.168.0.1", "http://localhost:9091", ["localhost:9091"]],
    [
      "Aperture's port, however it is listed",
      "127.0.0.1",
      "http://127.0.0.1:5401",
      ["127.0.0.1:5401", "localhost:5401"],
    ],
    ["Aperture's port by the machine's own address", "192.168.7.7", "http://192.168.7.7:5401", ["192.168.7.7:5401"]],
    ["Aperture's port, unspecified", "0.0.0.0", "http://0.0.0.0:5400", ["0.0.0.0:5400"]],
  ])("not %s", (_, address, url, listed) => {
    expect(checkAddress(address, target(url), rules(listed, ["192.168.7.7"]))).not.toBeNull();
  });
});
