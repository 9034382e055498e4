/** One line of `aperture doctor`. `fix` says what to do about it. */
export interface Finding {
  readonly level: "ok" | "warn" | "fail";
  readonly check: string;
  readonly message: string;
  readonly fix?: string;
}

export const ok = (check: string, message: string): Finding => ({ level: "ok", check, message });
export const warn = (check: string, message: string, fix: string): Finding => ({ level: "warn", check, message, fix });
export const fail = (check: string, message: string, fix: string): Finding => ({ level: "fail", check, message, fix });
