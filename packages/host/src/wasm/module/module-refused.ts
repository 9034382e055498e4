/** A module that is not run, and why: one line for people. */
export class ModuleRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "ModuleRefused";
  }
}
