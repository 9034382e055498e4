import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canaries, type World } from "./attack.ts";

export interface StartedWorld {
  readonly world: World;
  /** Connections and requests that the listener has seen. */
  connections(): number;
  close(): Promise<void>;
}

/** A project with files around it, a listener, and a canary in each. */
export async function createWorld(): Promise<StartedWorld> {
  const folder = await mkdtemp(join(tmpdir(), "aperture-hostile-"));
  const [project, outside, made] = ["project", "outside.txt", "made"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all(
    [join(project, "src"), join(project, "private"), made].map((path) => mkdir(path, { recursive: true })),
  );
  await Promise.all([
    writeFile(outside, canaries.outside),
    writeFile(`${outside}.js`, `export const found = "${canaries.outside}";`),
    writeFile(join(project, "src/mine.txt"), "mine"),
    writeFile(join(project, "private/key.txt"), canaries.private),
    symlink(outside, join(project, "src/link.txt")),
    symlink(folder, join(project, "src/folder")),
  ]);
  let connections = 0;
  const server = createServer((_request, response) => {
    // Another one on a connection that is kept counts too.
    connections++;
    response.end(canaries.listener);
  });
  server.on("connection", () => void connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    world: { project, outside, port, made },
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
