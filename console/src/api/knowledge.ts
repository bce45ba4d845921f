// What editors ask of articles.
import { address, call, upload } from "./http";
import type {
  Article,
  ArticleDraft,
  ArticleFlag,
  ArticlePage,
  ArticleRules,
  ArticleState,
  ArticleVersion,
  Asked,
  Attachment,
  Audience,
  DocumentPlan,
  Message,
} from "./types";

export interface ArticleHit {
  id: string;
  title: string;
  snippet: string;
  category: string;
}

type Signal = AbortSignal | undefined;
const AT = "/knowledge/articles";

/** Empty: anything. */
export type ArticleQuery = {
  q: string;
  shown: ArticleState | "";
  audience: Audience | "";
  category: string;
  task: "review" | "due" | "";
};

export type Split = "auto" | "one" | "two" | "file";

/** How files become articles; `leave`: keys of articles that are not taken. */
export interface Taking {
  split: Split;
  locale: "zh-CN" | "en";
  category: string;
  zone: string;
  published: boolean;
  leave: string[];
  write: boolean;
}

export const articles = {
  list: (asked: ArticleQuery, cursor: string, signal: Signal) =>
    call<ArticlePage>("GET", AT, { query: { ...asked, cursor }, signal }),
  read: (id: string, signal: Signal) => call<Article>("GET", `${AT}/${id}`, { signal }),
  make: (draft: ArticleDraft) => call<Article>("POST", AT, { body: draft }),
  change: (id: string, body: { version: number; draft: ArticleDraft; note: string; proposal: number }) =>
    call<Article>("PUT", `${AT}/${id}`, { body }),
  show: (id: string, published: boolean, version: number) =>
    call<Article>("PUT", `${AT}/${id}/published`, { body: { published, version } }),
  versions: (id: string, signal: Signal) =>
    call<{ items: ArticleVersion[] }>("GET", `${AT}/${id}/versions`, { signal }),
  restore: (id: string, to: number, version: number) =>
    call<Article>("POST", `${AT}/${id}/restore`, { body: { to, version } }),
  flags: (draft: ArticleDraft, id: string | null, signal: Signal) =>
    call<{ items: ArticleFlag[] }>("POST", `${AT}/flags`, { body: { draft, id }, signal }),
  looked: (id: string, version: number) => call<Article>("POST", `${AT}/${id}/looked`, { body: { version } }),
  withdraw: (id: string, version: number) =>
    call<Article>("POST", `${AT}/${id}/proposal/withdraw`, { body: { version } }),
  approve: (id: string, version: number) => call("POST", `${AT}/${id}/proposal/approve`, { body: { version } }),
  sendBack: (id: string, version: number, note: string) =>
    call("POST", `${AT}/${id}/proposal/return`, { body: { version, note } }),
  rules: (signal: Signal) => call<ArticleRules>("GET", "/knowledge/rules", { signal }),
  setRules: (body: ArticleRules) => call<ArticleRules>("PUT", "/knowledge/rules", { body }),
  documents: (files: File[], { leave, ...asked }: Taking, progress: (share: number) => void) => {
    const path = address("/knowledge/documents", { ...asked, leave: leave.join(",") });
    return upload<DocumentPlan>(path.slice(address("").length), files, progress);
  },
  files: (ids: string[], signal: Signal) =>
    call<{ items: Attachment[] }>("GET", "/knowledge/files", { query: { ids: ids.join(",") }, signal }),
  find: (q: string, signal: Signal) =>
    call<{ items: ArticleHit[] }>("GET", "/knowledge/search", { query: { q, limit: 8 }, signal }),
  shown: (id: string, signal: Signal) =>
    call<{ id: string; title: string; body: string; audience: Audience; published: boolean }>(
      "GET",
      `/knowledge/${id}`,
      { signal },
    ),
  send: (conversation: string, article: string, client_id: string) =>
    call<Message>("POST", `/conversations/${conversation}/articles`, { body: { client_id, article_id: article } }),
  picture: (file: File, progress: (share: number) => void, signal: AbortSignal) =>
    upload<Attachment>("/knowledge/files", file, progress, signal),
  ask: (question: string, locale: string, audience: Audience) =>
    call<Asked>("POST", "/knowledge/ask", { body: { question, locale, audience } }),
};
