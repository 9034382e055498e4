import type { DisposableResult, QuickJSContext, QuickJSHandle, QuickJSRuntime } from "quickjs-emscripten-core";
import { BOOTSTRAP, PLUGIN_SDK, resolveModule } from "../library-sources.ts";
import type { CallFailure } from "../messages.ts";
import type { GuestStrings } from "./guest-strings.ts";

/** Functions that `guest/bootstrap.ts` exports, called from here. */
export interface GuestCode {
  /** What it returns, if that is a string. Throws `GuestFault` where the guest was stopped or broke. */
  call(name: "boot" | "stage" | "task" | "dispose" | "answer", ...given: (string | number | boolean)[]): string;
  /** Runs up to so many waiting jobs; true: more wait. Throws `GuestFault`. */
  runJobs(most: number): boolean;
}

/** The guest did not come back by itself. `isBroken`: what is left of it cannot be called again. */
export class GuestFault extends Error {
  readonly isBroken: boolean;
  constructor(message: string, isBroken: boolean) {
    super(message);
    this.isBroken = isBroken;
  }
}

/** Where the plugin's own module is served; also what stands in its stack traces. */
const ENTRY = "plugin";
const REFUSED = "refused:";

/** Loads the guest library into a new context. `source`: the plugin's module, loaded when `boot` is called. */
export function loadGuestCode(
  runtime: QuickJSRuntime,
  context: QuickJSContext,
  strings: GuestStrings,
  library: ReadonlyMap<string, string>,
  source: string,
): GuestCode {
  runtime.setModuleLoader(
    (name) => {
      if (name === ENTRY) return source;
      const refused = name.startsWith(REFUSED) ? name.slice(REFUSED.length) : name;
      return (
        library.get(name) ?? {
          error: new Error(`a plugin is one file and imports nothing but ${PLUGIN_SDK}, not ${refused.slice(0, 200)}`),
        }
      );
    },
    // What is refused is named here and refused there: an error of this function does not reach the guest.
    (base, wanted) => {
      if (base === BOOTSTRAP && wanted === "aperture:entry") return ENTRY;
      const name = library.has(base) ? resolveModule(base, wanted) : wanted;
      return name === PLUGIN_SDK || (library.has(base) && library.has(name)) ? name : REFUSED + wanted;
    },
  );
  const guarded = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      if (error instanceof GuestFault) throw error;
      // V8's own stack ran out inside QuickJS, or memory where its bindings do not expect it: its state is anybody's guess.
      throw new GuestFault(error instanceof RangeError ? "it went too deep" : "the sandbox broke", true);
    }
  };
  const unwrap = (result: DisposableResult<QuickJSHandle, QuickJSHandle>): QuickJSHandle => {
    if (!result.error) return result.value;
    result.error.dispose();
    throw new GuestFault("it failed without words", false);
  };
  // Only our own code runs here, so what it throws may be looked at.
  const bootstrap = context.unwrapResult(context.evalCode(library.get(BOOTSTRAP)!, BOOTSTRAP, { type: "module" }));
  const functions = new Map<string, QuickJSHandle>();
  const toHandle = (value: string | number | boolean): QuickJSHandle => {
    if (typeof value === "string") return strings.toGuest(value);
    return typeof value === "number" ? context.newNumber(value) : value ? context.true : context.false;
  };

  return {
    call: (name, ...given) =>
      guarded(() => {
        let called = functions.get(name);
        if (called === undefined) {
          called = context.getProp(bootstrap, name);
          functions.set(name, called);
        }
        const handles = given.map(toHandle);
        const result = context.callFunction(called, context.undefined, handles);
        for (const handle of handles) handle.dispose();
        const value = unwrap(result);
        const answer = context.typeof(value) === "string" ? context.getString(value).slice(0, LONGEST_FAILURE) : "";
        value.dispose();
        return answer;
      }),
    runJobs: (most) =>
      guarded(() => {
        const result = runtime.executePendingJobs(most);
        if (result.error) {
          result.error.dispose();
          throw new GuestFault("a job failed without words", false);
        }
        result.dispose();
        return runtime.hasPendingJob();
      }),
  };
}

const LONGEST_FAILURE = 4_000;

/** What the guest says of its failure: a string of its making. */
export function readFailure(json: string): CallFailure {
  let said: unknown;
  try {
    said = JSON.parse(json);
  } catch {
    said = undefined;
  }
  const { code, message } = (typeof said === "object" && said !== null ? said : {}) as Readonly<
    Record<string, unknown>
  >;
  return {
    code: code === "plugin_out_of_memory" ? code : "plugin_failed",
    message: typeof message === "string" ? message : "it failed without words",
  };
}
