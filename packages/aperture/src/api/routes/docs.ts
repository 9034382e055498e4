import type { OpenAPIHono } from "@hono/zod-openapi";
import { docsHtml } from "../docs/docs-html.ts";
import { docsStyle } from "../docs/docs-style.ts";
import { llmsFiles, type TextFiles } from "../docs/llms-text.ts";
import { openApiDocument } from "../openapi.ts";

/** A page of text and one style sheet: no script at all. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The reference, as OpenAPI 3.1 and as a page that needs nothing from outside; `/llms.txt` with the guides for programs that read. */
export function routeDocs(app: OpenAPIHono): void {
  let made: { json: string; html: string } | undefined;
  // Made on the first request: building it takes longer than starting should.
  const make = () => {
    const document = openApiDocument(app);
    made ??= { json: JSON.stringify(document, null, 2), html: docsHtml(document) };
    return made;
  };
  app.get("/openapi.json", (context) => context.body(make().json, 200, { "content-type": "application/json" }));
  app.get("/api/v1/openapi.json", (context) => context.body(make().json, 200, { "content-type": "application/json" }));
  app.get("/docs", (context) => context.html(make().html, 200, { "content-security-policy": policy }));
  let read: TextFiles | undefined;
  for (const path of ["/llms.txt", "/docs/*"])
    app.get(path, (context, next) => {
      read ??= llmsFiles();
      const found = read.get(context.req.path);
      return found === undefined ? next() : Promise.resolve(context.text(found));
    });
  app.get("/docs.css", (context) => context.body(docsStyle, 200, { "content-type": "text/css; charset=utf-8" }));
}
