import { PAGE } from "../module/limit-module.ts";
import { GuestFault } from "./guest-fault.ts";

/**
 * What is told of an error that came out of a guest. A trap says little by itself: one with a memory that is full is told as what it most
 * likely is, since compilers trap where an allocation fails.
 */
export function faultOf(error: unknown, memory: number, mostMemory: number): GuestFault {
  if (error instanceof GuestFault) return error;
  if (error instanceof WebAssembly.RuntimeError) {
    const isFull = memory + PAGE > mostMemory;
    return new GuestFault(isFull ? "plugin_out_of_memory" : "plugin_failed", `trap: ${error.message}`);
  }
  if (error instanceof RangeError && /call stack/.test(error.message))
    return new GuestFault("plugin_failed", "its calls are nested too deeply");
  return new GuestFault("plugin_failed", error instanceof Error ? error.message : "it threw something");
}
