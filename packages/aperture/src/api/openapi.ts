import type { OpenAPIHono } from "@hono/zod-openapi";

type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

/** OpenAPI 3.1 of all routes, from the schemas that check them. */
export function openApiDocument(app: OpenAPIHono): OpenApiDocument {
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Aperture",
      version: "1",
      description:
        "The context layer between coding agents and models: sessions, turns, blocks and events of this machine.",
      license: { name: "MIT" },
    },
    servers: [{ url: "http://127.0.0.1:5401", description: "This machine only" }],
    tags: [
      { name: "sessions", description: "Conversations of agents, and their turns" },
      { name: "blocks", description: "What is in the context" },
      { name: "context", description: "What is done to the context: operations, what waits, undo" },
      { name: "staging", description: "Texts that go into requests when their condition holds" },
      { name: "checkpoints", description: "What was decided, to come back to" },
      { name: "holds", description: "Requests that wait for somebody" },
      { name: "library", description: "Presets, rules and templates: files, in force, replayed, shared" },
      { name: "plugins", description: "What is installed, what it may do, what it did" },
      { name: "events", description: "What happens, in order" },
      { name: "server", description: "Aperture itself" },
    ],
  });
  return {
    ...document,
    components: {
      ...document.components,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "The token in `<home>/token`, or a page token from a pairing. Never in a URL or a cookie.",
        },
      },
    },
  };
}
