import { BudgetState, ContextHealth, Ledger, SessionControl, SetBudget, SetControl } from "@aperture/sdk";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { findSession } from "../../control/look-up/find-session.ts";
import { body, operation } from "../operation.ts";
import type { ApiServices } from "../services.ts";

/** Id (`session-3`) or label. */
const params = z.object({ id: z.string().min(1).max(300) });
const tag = "sessions";

/** A session as a whole: what it cost, how it is, how much it may hold, and who may change it. */
export function routeSessionControl(app: OpenAPIHono, services: ApiServices): void {
  const { store } = services;
  const { insight, operations } = services.control;
  const numberOf = (id: string): number => findSession(store, id).n;
  const described = { tag, access: "local" } as const;

  const ledger = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/sessions/{id}/ledger",
      summary: "What a session was billed, and what it would have been billed untouched",
      output: Ledger,
    },
    { params },
  );
  app.openapi(ledger, (context) => context.json(insight.ledger(numberOf(context.req.valid("param").id)), 200));

  const health = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/sessions/{id}/health",
      summary: "How well a session's context is kept, 0 to 100, with its factors",
      output: ContextHealth,
    },
    { params },
  );
  app.openapi(health, (context) => context.json(insight.health(numberOf(context.req.valid("param").id)), 200));

  const budget = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/sessions/{id}/budget",
      summary: "How full a session's context is, and in how many turns it will be",
      output: BudgetState,
    },
    { params },
  );
  app.openapi(budget, (context) => context.json(insight.budget(numberOf(context.req.valid("param").id)), 200));

  const setBudget = operation(
    services,
    {
      ...described,
      method: "put",
      path: "/api/v1/sessions/{id}/budget",
      summary: "Sets a session's limit and what happens there; absent fields stay",
      output: BudgetState,
      writesContext: true,
    },
    { params, ...body(SetBudget) },
  );
  app.openapi(setBudget, (context) => {
    const { id } = context.req.valid("param");
    operations.setBudget(id, context.req.valid("json"));
    return context.json(insight.budget(numberOf(id)), 200);
  });

  const control = operation(
    services,
    {
      ...described,
      method: "get",
      path: "/api/v1/sessions/{id}/control",
      summary: "A session's mode, and whether it is held or left untouched",
      output: SessionControl,
    },
    { params },
  );
  app.openapi(control, (context) => context.json(operations.control(context.req.valid("param").id), 200));

  const setControl = operation(
    services,
    {
      ...described,
      method: "put",
      path: "/api/v1/sessions/{id}/control",
      summary: "Overrides the mode for a session, or leaves it untouched for comparison",
      output: SessionControl,
      writesContext: true,
    },
    { params, ...body(SetControl) },
  );
  app.openapi(setControl, (context) =>
    context.json(operations.setControl(context.req.valid("param").id, context.req.valid("json")), 200),
  );
}
