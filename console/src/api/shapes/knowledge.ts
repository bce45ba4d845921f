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
}

export interface ArticlePage {
  items: ArticleLine[];
  next: string | null;
  counts: Record<string, number>;
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
