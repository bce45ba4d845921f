import type { Params } from "./types";

/** A refusal of the server, or of the network (status 0, code "network"). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly params: Params;
  /** seconds the server asks to wait, when it says so */
  readonly retryAfter: number | null;

  constructor(status: number, body: Problem, retryAfter: number | null = null) {
    super(body.message || body.code);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code;
    this.field = body.field ?? null;
    this.params = body.params ?? {};
    this.retryAfter = retryAfter;
  }

  /** True when the same request may succeed later: no network, overload, or a server fault. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Why the server refused. */
export interface Problem {
  code: string;
  message?: string;
  field?: string | null;
  params?: Params;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

const BASE = "/api/v1";
let csrf = "";
let onSignedOut: () => void = () => undefined;
let onForbidden: () => void = () => undefined;

export function setCsrf(token: string): void {
  csrf = token;
}

/** Called once whenever a request finds the session gone. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** Called whenever a request finds that a right is missing: it may have been taken away since the screen was drawn. */
export function whenForbidden(handler: () => void): void {
  onForbidden = handler;
}

/** Where a call goes; links that the browser itself follows (downloads) use it too. */
export function address(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") search.set(key, String(value));
  }
  const text = search.toString();
  return `${BASE}${path}${text ? `?${text}` : ""}`;
}

function fallbackCode(status: number): string {
  const known: Record<number, string> = {
    400: "malformed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "too_large",
    415: "unsupported_type",
    422: "invalid",
    429: "rate_limited",
    503: "unavailable",
  };
  return known[status] ?? "unavailable";
}

function refusal(status: number, text: string, retry: string | null): ApiError {
  let body: Problem = { code: fallbackCode(status) };
  try {
    const parsed = JSON.parse(text) as { error?: Problem };
    if (parsed.error?.code) body = parsed.error;
  } catch {
    // A proxy answered with something that is not ours: the status alone decides the sentence.
  }
  const seconds = retry === null ? Number.NaN : Number(retry);
  return new ApiError(status, body, Number.isFinite(seconds) ? seconds : null);
}

export async function call<T>(
  method: string,
  path: string,
  options: { query?: Query; body?: unknown; signal?: AbortSignal | undefined; bearer?: string } = {},
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.bearer !== undefined) headers.Authorization = `Bearer ${options.bearer}`;
  if (method !== "GET" && csrf) headers["X-QF-CSRF"] = csrf;
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, { code: "network" });
  }
  const text = await response.text();
  if (!response.ok) {
    const failure = refusal(response.status, text, response.headers.get("Retry-After"));
    if (response.status === 401 && path !== "/session" && options.bearer === undefined) onSignedOut();
    if (failure.code === "forbidden") onForbidden();
    throw failure;
  }
  return (text ? JSON.parse(text) : undefined) as T;
}

/**
 * Uploads one file; `progress` gets 0..1. fetch cannot report upload progress, XMLHttpRequest can. `read`: what is made of
 * the answer, JSON unless it says otherwise.
 */
export function upload<T>(
  path: string,
  file: File | File[],
  progress: (share: number) => void,
  signal?: AbortSignal,
  read: (text: string) => T = (text) => JSON.parse(text) as T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path));
    request.withCredentials = true;
    if (csrf) request.setRequestHeader("X-QF-CSRF", csrf);
    request.upload.onprogress = (event) => progress(event.total ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(read(request.responseText));
      else reject(refusal(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    };
    request.onerror = () => reject(new ApiError(0, { code: "network" }));
    request.onabort = () => reject(new ApiError(0, { code: "aborted" }));
    signal?.addEventListener("abort", () => request.abort());
    const form = new FormData();
    for (const one of [file].flat()) form.append("file", one);
    request.send(form);
  });
}
