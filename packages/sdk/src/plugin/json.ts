/** JSON as it crosses the border. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
