/** HTTP under /webchat/v1. Every failure is thrown as a `Failure`. */
import type { Attachment, Failure } from "./types";

const TIMEOUT = 15_000;

/** 408, 425, 429, 5xx and silence may pass; other refusals are final. */
const passing = (status: number): boolean => !status || status > 499 || [408, 425, 429].includes(status);

function failure(status: number, body: unknown, after: string | null): Failure {
  const e = (body as { error?: Partial<Failure> } | null)?.error ?? {};
  const code = e.code ?? (status ? (status === 429 ? "rate_limited" : status === 413 ? "too_large" : "unavailable") : "network");
  return { code, params: e.params, message: e.message, status, retry: passing(status), after: Number(after) || undefined };
}

export class Api {
  token: string | null = null;

  constructor(private base: string) {}

  async call<T>(method: string, path: string, body?: object, keepalive = false): Promise<T> {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), TIMEOUT);
    let answer: Response | null = null;
    let json: unknown = null;
    try {
      answer = await fetch(this.base + path, {
        method, keepalive, credentials: "omit", signal: cut.signal,
        headers: { ...(body && { "Content-Type": "application/json" }), ...(this.token && { Authorization: "Bearer " + this.token }) },
        body: body && JSON.stringify(body),
      });
      json = await answer.json();
    } catch {
      // no answer, or one that is not ours (a proxy's page)
    } finally {
      clearTimeout(timer);
    }
    if (!answer?.ok || !json) throw failure(answer && !answer.ok ? answer.status : 0, json, answer && answer.headers.get("Retry-After"));
    return json as T;
  }

  /** Send a file; `progress` gets 0..1. Returns the promise and a way to cancel (rejects with code `cancelled`). */
  upload(file: File, progress: (part: number) => void): { done: Promise<Attachment>; cancel(): void } {
    const x = new XMLHttpRequest();
    const done = new Promise<Attachment>((resolve, reject) => {
      const form = new FormData();
      form.append("file", file, file.name);
      x.open("POST", this.base + "attachments");
      x.setRequestHeader("Authorization", "Bearer " + this.token);
      x.responseType = "json";
      x.upload.onprogress = (e) => progress(e.loaded / (e.total || 1));
      x.onload = () => (x.status < 300 && x.response ? resolve(x.response) : reject(failure(x.status, x.response, x.getResponseHeader("Retry-After"))));
      x.onerror = x.ontimeout = () => reject(failure(0, null, null));
      x.onabort = () => reject({ code: "cancelled", status: 0, retry: false });
      x.send(form);
    });
    return { done, cancel: () => x.abort() };
  }
}
