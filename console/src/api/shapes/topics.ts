interface TopicIntent {
  id: string;
  name_zh: string;
  name_en: string;
}

export interface Topic {
  id: string;
  name: string;
  named_by: string | null;
  words: string[];
  size: number;
  share: number;
  days: number[];
  growth: number;
  hot: boolean;
  new: boolean;
  examples: string[];
  like: TopicIntent | null;
  merged: TopicIntent | null;
  hidden: boolean;
  first_at: string;
  version: number;
}

export interface TopicsPage {
  items: Topic[];
  messages: number;
}
