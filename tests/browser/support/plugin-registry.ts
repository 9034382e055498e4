import {
  type TestPublisher,
  type TestRegistry,
  testPublisher,
  testRegistry,
} from "../../../packages/host/src/install/testing/test-registry.ts";
import type { Site } from "./start-site.ts";

/** A registry called `team` that a site knows, and somebody who publishes in it. */
export async function addRegistry(site: Pick<Site, "client">): Promise<TestRegistry & { publisher: TestPublisher }> {
  const publisher = testPublisher("Team Shop");
  const registry = testRegistry([publisher.plugin("quiet-notes", "1.0.0")]);
  await site.client.plugins.addRegistry({ name: "team", url: registry.folder, kind: "aperture", root: registry.pin });
  return { ...registry, publisher };
}
