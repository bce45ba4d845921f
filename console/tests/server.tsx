// A server of a few answers, and screens that ask it.
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import { queries } from "@/api/query";

export interface Asked {
  method: string;
  /** below /api/v1, with what is asked for behind the question mark */
  path: string;
  body: unknown;
}

/** What the server answers by "GET /queues"; a function is told what was asked. Answers without it are missing. */
export type Answers = Record<string, unknown>;

/** How a server refuses. */
export function refused(code: string, field: string | null = null, status = 422): Response {
  return Response.json({ error: { code, message: "", field, params: {} } }, { status });
}

/** Serves these answers from now on, to screens that know nothing yet; gives what is asked, as it comes. */
export function serve(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  queries.clear();
  globalThis.fetch = (at, init) => {
    const path = String(at).replace("/api/v1", "");
    const one = {
      method: init?.method ?? "GET",
      path,
      body: typeof init?.body === "string" ? (JSON.parse(init.body) as unknown) : undefined,
    };
    asked.push(one);
    const found = answers[`${one.method} ${path.split("?")[0]!}`];
    const answer = typeof found === "function" ? (found as (asked: Asked) => unknown)(one) : found;
    if (answer instanceof Response) return Promise.resolve(answer);
    return Promise.resolve(answer === undefined ? refused("not_found", null, 404) : Response.json(answer));
  };
  return asked;
}

export function open(screen: React.ReactNode): void {
  render(<QueryClientProvider client={queries}>{screen}</QueryClientProvider>);
}
