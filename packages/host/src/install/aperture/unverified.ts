/** What does not hold, as a sentence for people: it becomes the reason of `plugin_verification_failed`. */
export class Unverified extends Error {
  override readonly name = "Unverified";
}
