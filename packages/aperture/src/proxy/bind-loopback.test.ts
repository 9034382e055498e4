import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApertureError } from "@aperture/sdk";
import { afterEach, expect, test } from "vitest";
import { bindLoopback } from "./bind-loopback.ts";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});
const create = () => createServer((_request, response) => response.end("ok"));
async function occupied(host: string): Promise<number | null> {
  const server = create();
  open.push(server);
  return new Promise((resolve) => {
    server.once("error", () => resolve(null));
    server.listen({ host, port: 0 }, () => resolve((server.address() as AddressInfo).port));
  });
}

test("one port, both loopback addresses where there are two", async () => {
  const hasSix = (await occupied("::1")) !== null;
  const { servers, port } = await bindLoopback(create, 0);
  open.push(...servers);
  expect(servers.map((server) => (server.address() as AddressInfo).port)).toEqual(hasSix ? [port, port] : [port]);
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("ok");
  if (hasSix) expect(await (await fetch(`http://[::1]:${port}`)).text()).toBe("ok");
});

test.each(["127.0.0.1", "::1"])(
  "a port somebody holds on %s is refused by name, and nothing stays open",
  async (host) => {
    const port = await occupied(host);
    if (port === null) {
      console.log("skipped: no ::1 on this machine");
      expect(process.env.APERTURE_REQUIRE_ALL).toBeUndefined();
      return;
    }
    const created: Server[] = [];
    const thrown = await bindLoopback(() => {
      const server = create();
      created.push(server);
      return server;
    }, port).catch((error: unknown) => error);
    expect(ApertureError.is(thrown) && [thrown.code, thrown.facts.port, thrown.exit]).toEqual(["port_in_use", port, 4]);
    expect(created.some((server) => server.listening)).toBe(false);
  },
);
