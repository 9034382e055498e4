/** Where in what was asked: at a JSON pointer into the body, or in a field of the query. Facts of an error, told in `errors`. */
export type Place = { readonly pointer: string } | { readonly parameter: string };
