import { describeError } from "../text/describe-error.ts";

/** One thing that is read from the API again and again: what an older question brings is thrown away. */
export class Latest<T> {
  value: T | undefined = $state.raw();
  /** Why it could not be read, in words; gone with the next reading that works. */
  trouble: string | undefined = $state();
  #run = 0;

  /** Never rejects. */
  async read(ask: () => Promise<T>): Promise<void> {
    this.#run += 1;
    const run = this.#run;
    try {
      const value = await ask();
      if (run !== this.#run) return;
      this.value = value;
      this.trouble = undefined;
    } catch (error) {
      if (run === this.#run) this.trouble = describeError(error);
    }
  }

  forget(): void {
    this.#run += 1;
    this.value = undefined;
    this.trouble = undefined;
  }
}
