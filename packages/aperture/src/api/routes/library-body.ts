/** Bytes of a body with a file of the library in it: 400,000 characters, each of them escaped. */
export const textBody = 2_500_000;
/** A pack in base64, and the rest of the body. */
export const packBody = 8_100_000;
