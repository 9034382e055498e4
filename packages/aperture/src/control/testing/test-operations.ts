import { createCompress } from "@aperture/engine/compression/compress";
import { dialects } from "@aperture/engine/dialects/index";
import type { Store } from "../../store/contract.ts";
import { hashText } from "../../store/testing.ts";
import type { OperationContext } from "../operations/context.ts";
import type { Call, ControlService } from "../operations/control-service.ts";
import { createOperations } from "../operations/create-operations.ts";
import { createFakeGovernor, type FakeGovernor } from "./fake-governor.ts";

export interface TestOperations {
  readonly operations: ControlService;
  readonly governor: FakeGovernor;
  readonly context: OperationContext;
  /** Texts that were counted. */
  readonly counted: string[];
}

/** How an operation is meant where nothing else is said. */
export const plainly = { dryRun: false, apply: "when-free" } as const;
export const now = { dryRun: false, apply: "now" } as const;
export const asUser: Call = { actor: "user", isTrusted: false };
export const asOwner: Call = { actor: "user", isTrusted: true };
export const asPlugin: Call = { actor: "plugin:tidy", isTrusted: false };

/** The real operations on a store, with the engine's levels and dialects, and a governor that is told what is cached. */
export function createTestOperations(store: Store, more: Partial<OperationContext> = {}): TestOperations {
  const governor = createFakeGovernor();
  const counted: string[] = [];
  let clock = 10_000;
  const context: OperationContext = {
    store,
    governor,
    compress: createCompress({ skeleton: () => null }),
    ready: async () => {},
    async count(texts) {
      counted.push(...texts);
      return texts.map((text) => Math.ceil(text.length / 4));
    },
    hash: hashText,
    editing: (dialect) => dialects[dialect].editing,
    placeholderFor: (_value, session, n) => `REDACTED_${n}_s${session}`,
    isHolding: () => false,
    keepDays: 30,
    now: () => ++clock,
    ...more,
  };
  return { operations: createOperations(context), governor, context, counted };
}
