export interface HelpShelf {
  name: string;
  en: string;
}

export interface HelpPage {
  on: boolean;
  title_zh: string;
  title_en: string;
  intro_zh: string;
  intro_en: string;
  shelves: HelpShelf[];
  hot: string[];
  flows: string[];
  listed: boolean;
}

export interface HelpPageState {
  page: HelpPage;
  version: number;
  by_name: string;
  at: string | null;
  addresses: { name: string; key: string; path: string; enabled: boolean }[];
  categories: { name: string; articles: number }[];
  flows: { name: string; title: { zh: string; en: string } }[];
  hot: { slug: string; title: string; open: boolean }[];
}

export interface HelpSearch {
  words: string;
  locale: string;
  asked: number;
  nothing: number;
  at: string;
}

export interface HelpFigures {
  days: number;
  figures: {
    visits: number;
    used: number;
    alone: number;
    searches: number;
    nothing: number;
    reads: number;
    helpful: number;
    unhelpful: number;
    progress: number;
  };
  gaps: HelpSearch[];
  searches: HelpSearch[];
  reads: { slug: string; title: string; reads: number; helpful: number; unhelpful: number }[];
}
