import type { OpenAPIHono } from "@hono/zod-openapi";

/** Methods that some route answers at this path, sorted; empty where nothing is there. */
export function allowedMethods(app: OpenAPIHono, path: string): string[] {
  const methods = new Set<string>();
  for (const route of app.routes) {
    // "ALL" is middleware; "*" is the page, which is no operation.
    if (route.method === "ALL" || route.path.includes("*") || !matches(route.path, path)) continue;
    methods.add(route.method);
  }
  if (methods.has("GET")) methods.add("HEAD");
  if (methods.size > 0) methods.add("OPTIONS");
  return [...methods].sort();
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  return wanted.length === given.length && wanted.every((part, index) => part.startsWith(":") || part === given[index]);
}
