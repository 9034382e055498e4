import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createReadRemote } from "./read-remote.ts";
import { SourceTrouble } from "./source-trouble.ts";

const read = createReadRemote(fetch);
const options = { most: 1_000, ms: 5_000 };

describe("a folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aperture-inside-"));
    mkdirSync(join(folder, "inner/deep"), { recursive: true });
    writeFileSync(join(folder, "inner/file"), "hello");
    writeFileSync(join(folder, "..", `${folder.split("/").at(-1)!}.secret`), "secret");
  });
  afterEach(() => {
    rmSync(`${folder}.secret`);
    rmSync(folder, { recursive: true });
  });

  test("its files", async () => {
    expect(Buffer.from(await read(folder, "inner/file", options)).toString("utf8")).toBe("hello");
    symlinkSync("file", join(folder, "inner/link"));
    expect(await read(folder, "inner/link", options)).toHaveLength(5);
  });

  test.each(["../x", "inner/../../x", "/etc/passwd", "", "inner//file", "./inner/file"])(
    "%j is no path inside it",
    async (path) => {
      await expect(read(folder, path, options)).rejects.toThrow("is no path inside it");
    },
  );

  test("links out of it, folders, pipes, files that are too large or not there", async () => {
    symlinkSync(`${folder}.secret`, join(folder, "out"));
    await expect(read(folder, "out", options)).rejects.toThrow("leads out of it");
    await expect(read(folder, "inner/deep", options)).rejects.toBeInstanceOf(SourceTrouble);
    execFileSync("mkfifo", [join(folder, "pipe")]);
    await expect(read(folder, "pipe", options)).rejects.toThrow("no plain file");
    await expect(read(folder, "inner/file", { ...options, most: 4 })).rejects.toThrow("larger than 4 bytes");
    await expect(read(folder, "nothing", options)).rejects.toMatchObject({ status: 404 });
    await expect(read(folder, "inner/file/x", options)).rejects.toMatchObject({ status: 404 });
  });
});

describe("an address", () => {
  let server: Server;
  let address: string;
  let answer: RequestListener;
  beforeEach(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test.each([
    ["/registry", "a/b", "/registry/a/b"],
    ["/registry/", "a/b", "/registry/a/b"],
    ["", "npm/@rule/x", "/npm/@rule/x"],
    ["/whole/address.tgz?x=1", "", "/whole/address.tgz?x=1"],
  ])("%s and %s is %s", async (base, path, asked) => {
    answer = (request, response) => response.end(request.url);
    expect(Buffer.from(await read(`${address}${base}`, path, options)).toString("utf8")).toBe(asked);
  });

  test("three redirects, of the same kind of address", async () => {
    answer = ({ url }, response) => {
      const hop = Number(url!.slice(1) || 0);
      if (hop < 3) response.writeHead(302, { location: `/${hop + 1}` }).end();
      else response.end("there");
    };
    expect(await read(address, "", options)).toHaveLength(5);
    await expect(read(`${address}/0`, "", options)).resolves.toHaveLength(5);
    answer = (_, response) => response.writeHead(301, { location: "/again" }).end();
    await expect(read(address, "", options)).rejects.toThrow("again and again");
  });

  test("what it says beside the file is told apart", async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(read(address, "x", options)).rejects.toMatchObject({
      status: 404,
      message: "it answers with HTTP 404",
    });
    answer = (_, response) => response.writeHead(304).end();
    await expect(read(address, "x", options)).rejects.toMatchObject({ status: 304 });
    answer = (_, response) => response.end("<html>".padEnd(2_000));
    await expect(read(address, "x", options)).rejects.toThrow("a web page instead of data");
    answer = (_, response) => response.end("x".repeat(1_001));
    await expect(read(address, "x", options)).rejects.toThrow("sends more than 1000 bytes");
  });

  test("who gives up gets the own reason; who waits too long is told how long", async () => {
    answer = () => {};
    const stop = new AbortController();
    const waiting = read(address, "x", { ...options, signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(read(address, "x", { ...options, ms: 30 })).rejects.toThrow("it took longer than 1 s");
  });

  test("nobody there", async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(read(`http://127.0.0.1:${port}`, "x", options)).rejects.toThrow("nothing answers at its address");
    server = createServer();
  });
});
