/** The part of the program's logger that the store needs. */
export interface StoreLog {
  warn(facts: object, message: string): void;
}

export const silentLog: StoreLog = { warn: () => {} };
