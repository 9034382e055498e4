import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GrantedIn, PluginServices } from "@aperture/host/host/services";
import { type Mode, PluginPermissions } from "@aperture/sdk";
import { listBlocks } from "../../api/views/list-blocks.ts";
import { sessionView } from "../../api/views/session-view.ts";
import { createInsight } from "../../control/insight/create-insight.ts";
import type { ControlService } from "../../control/operations/control-service.ts";
import { loadPrices } from "../../control/prices.ts";
import { createStaging, type Staging } from "../../control/staging/staging.ts";
import type { FakeGovernor } from "../../control/testing/fake-governor.ts";
import { openTestStore } from "../../control/testing/open-test-store.ts";
import { createTestOperations } from "../../control/testing/test-operations.ts";
import type { Store } from "../../store/contract.ts";
import { createPluginServices } from "../services/create-plugin-services.ts";
import { createPluginSecrets, type PluginSecrets } from "../services/plugin-secrets.ts";
import { createProtectionMarker } from "../services/protection-marker.ts";

export interface TestServices {
  readonly store: Store;
  readonly services: PluginServices;
  readonly operations: ControlService;
  readonly staging: Staging;
  readonly governor: FakeGovernor;
  readonly secrets: PluginSecrets;
  readonly home: string;
  mode: Mode;
  now: number;
  close(): void;
}

/** The program's services of plugins on a real store, with the real operations, staging and views, and a governor that is told what is cached. */
export function createTestServices(): TestServices {
  const { store, close } = openTestStore();
  const home = mkdtempSync(join(tmpdir(), "aperture-services-"));
  const { operations, governor } = createTestOperations(store);
  const prices = loadPrices();
  const secrets = createPluginSecrets(home);
  const staging = createStaging({ store });
  const control = {
    operations,
    staging,
    prices,
    insight: createInsight({ store, prices, control: governor.control }),
    governor: governor as never,
  };
  const made: TestServices = {
    store,
    operations,
    staging,
    governor,
    secrets,
    home,
    mode: "manual",
    now: 3_000,
    services: createPluginServices({
      store,
      control,
      secrets,
      protection: createProtectionMarker({
        file: join(home, "protecting-plugins.json"),
        known: () => [],
        failed(error) {
          throw error;
        },
      }),
      views: {
        session: (session) => sessionView(store, session),
        blocks: (query, hide) => listBlocks(store, query, hide),
      },
      mode: () => made.mode,
      now: () => made.now,
      ownPorts: () => [5400, 5401],
      speech: null,
    }),
    close() {
      close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  return made;
}

/** The same in every project. */
export const granting = (permissions: unknown): GrantedIn => {
  const parsed = PluginPermissions.parse(permissions);
  return () => parsed;
};
