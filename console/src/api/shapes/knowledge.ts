export type ArticleState = "published" | "draft" | "scheduled" | "expired";
export type Audience = "customer" | "agent";

/** What an editor writes. Found from `valid_from` on and until `valid_until`; null: always. */
export interface ArticleDraft {
  slug: string;
  title: string;
  category: string;
  /** light Markdown */
  body: string;
  questions: string[];
  tags: string[];
  related: string[];
  audience: Audience;
  locale: string;
  published: boolean;
  valid_from: string | null;
  valid_until: string | null;
}

export interface Article extends Omit<ArticleDraft, "audience"> {
  id: string;
  audience: string;
  version: number;
  updated_at: string;
  state: ArticleState;
  /** the same article's ids by language */
  languages: Record<string, string>;
  /** what the related articles are called, by slug */
  related_titles: Record<string, string>;
  /** the change that waits for a reviewer, else the last that did */
  proposal: Proposal | null;
  needs_approval: boolean;
  own_approval: boolean;
  look: { at: string | null; by_name: string; due: DueWhy | null };
  flags: ArticleFlag[];
}

/** What an editor is to know: another article answers the same, or says something else. */
export interface ArticleFlag {
  kind: "question" | "title" | "contradicts" | "invisible";
  /** of the other article */
  id: string | null;
  title: string;
  published: boolean;
  /** the question that both answer */
  words: string;
  differences: { kind: string; here: string; there: string }[];
  count: number;
}

/** Why somebody is to look at an article: it ends soon, or nobody has looked for long. */
export type DueWhy = "ends" | "old";

/** A change beside what is published. `version` is its own; `base` the article's. */
export interface Proposal {
  id: string;
  base: number;
  version: number;
  draft: ArticleDraft;
  restored: number | null;
  state: "waiting" | "approved" | "returned" | "withdrawn";
  by_id: string | null;
  by_name: string;
  at: string;
  note: string;
  judge_name: string;
  judged_at: string | null;
  answer: string;
}

export interface ArticleRules {
  approval: boolean;
  own: boolean;
  ends_days: number;
  looked_months: number;
  version: number;
}

export interface ArticleLine {
  id: string;
  slug: string;
  locale: string;
  title: string;
  category: string;
  audience: Audience;
  state: ArticleState;
  questions: number;
  valid_from: string | null;
  valid_until: string | null;
  version: number;
  updated_at: string;
  /** a change of it waits for a reviewer */
  waits: boolean;
  due: DueWhy | null;
}

export interface ArticlePage {
  items: ArticleLine[];
  next: string | null;
  counts: Record<string, number>;
  /** of all articles, whatever is asked */
  tasks: Record<string, number>;
  categories: string[];
}

export interface ArticleVersion {
  version: number;
  draft: ArticleDraft;
  by_name: string;
  at: string;
  note: string;
  restored: number | null;
  changed: string[];
  approved_by: string;
}

/** Why an article was found; `meaning` null: by words alone. */
export interface FoundWhy {
  words: string[];
  alike: { said: string; other: string }[];
  meaning: number | null;
}

/** Words that mean the same; the first is the usual one. */
export interface SynonymLine {
  id: string;
  words: string[];
  version: number;
  by_name: string;
  updated_at: string;
}

export interface SynonymsPage {
  items: SynonymLine[];
  shipped: string[][];
  most: number;
}

export interface Asked {
  found: {
    id: string;
    slug: string;
    title: string;
    snippet: string;
    category: string;
    score: number;
    why: FoundWhy;
  }[];
  /** null: only the desk's search was asked */
  does: "reply" | "ask_human" | "close" | null;
  text: string;
  reason: string;
  confidence: number | null;
  sources: string[];
  sure: number;
  likely: number;
}

export interface ImportLine {
  row: number;
  title: string;
  slug: string;
  action: "make" | "change" | "same" | "refused";
  id: string | null;
  changed: string[];
  problems: { field: string; code: string; message: string; params: Record<string, string | number> }[];
}

export type GapState = "open" | "drafted" | "published" | "ignored";

/** Questions of one meaning that were not answered. `asked`: times in 30 days. */
export interface Gap {
  id: string;
  title: string;
  state: GapState;
  article_id: string | null;
  first_at: string;
  settled_at: string | null;
  version: number;
  by_name: string;
  asked: number;
  week: number;
  week_before: number;
  last_at: string | null;
}

export interface GapPage {
  items: Gap[];
  counts: Partial<Record<GapState, number>>;
  /** from first asked to published; null: none was published */
  median_seconds: number | null;
  measured: number;
}

export interface GapWhole {
  gap: Gap;
  questions: { conversation_id: string; seq: number; at: string; text: string }[];
  replies: { conversation_id: string; text: string }[];
  article: string | null;
}

export type DocumentKind = "docx" | "pdf" | "html" | "markdown" | "csv";
export type Problem = ImportLine["problems"][number];

/** What was found of one file; `left`: what it holds that is not taken. */
export interface DocumentFile {
  name: string;
  kind: DocumentKind | null;
  articles: number;
  /** so many are taken along */
  pictures: number;
  problem: Problem | null;
  left: { what: string; count: number; where: string }[];
}

/** An article that would come of a file. */
export interface DocumentLine extends ImportLine {
  key: string;
  file: number;
  body: string;
  taken: boolean;
}

export interface DocumentPlan {
  files: DocumentFile[];
  items: DocumentLine[];
  written: boolean;
}
