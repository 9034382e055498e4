import { describeError } from "../text/describe-error.ts";

/** Something the API is asked to do, one at a time: whether it is under way, and why it failed. */
export class Deed {
  busy = $state(false);
  trouble: string | undefined = $state();

  /** True where it worked; false where it did not, or another one is under way. Never rejects. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.trouble = describeError(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
