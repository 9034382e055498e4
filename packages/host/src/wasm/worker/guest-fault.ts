import type { GuestFaultCode } from "../thread/messages.ts";

/** Why a call of a guest ended: its own doing. */
export class GuestFault extends Error {
  readonly code: GuestFaultCode;
  constructor(code: GuestFaultCode, reason: string) {
    super(reason);
    this.name = "GuestFault";
    this.code = code;
  }
}
