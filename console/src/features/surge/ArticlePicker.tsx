import { useQuery } from "@tanstack/react-query";
import Select from "antd/es/select";
import { useState } from "react";
import { surge as api } from "@/api/surge";
import type { PinnedArticle } from "@/api/types";
import { t } from "@/i18n";

export const MOST_PINNED = 2;

interface Props {
  /** the form hands these in */
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
  /** what is chosen already, by name */
  known: PinnedArticle[];
  /** tells the names of what was chosen here */
  named?: (articles: PinnedArticle[]) => void;
}

const labelOf = (article: PinnedArticle): string =>
  article.shown ? article.title : t("surge.pin_hidden", { title: article.title });

/** Chooses the articles to pin, by words, among those that customers are answered from. */
export function ArticlePicker({ id, value = [], onChange, known, named }: Props) {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState(known);
  const { data, isFetching, isError } = useQuery({
    queryKey: ["surge", "articles", words.trim()],
    queryFn: ({ signal }) => api.articles(words.trim(), signal),
    placeholderData: (before) => before,
  });
  const found = data?.items ?? [];
  const there = [...chosen, ...known, ...found];
  const all = [...new Map(there.map((article) => [article.id, article])).values()];
  const offered = new Set([...found.map((article) => article.id), ...value]);
  const choose = (ids: string[]): void => {
    const articles = ids.flatMap((one) => all.find((article) => article.id === one) ?? []);
    setChosen(articles);
    named?.(articles);
    onChange?.(ids);
  };
  return (
    <Select<string[]>
      id={id}
      mode="multiple"
      maxCount={MOST_PINNED}
      aria-label={t("surge.pin")}
      placeholder={t("surge.pin_none")}
      value={value}
      options={all
        .filter((article) => offered.has(article.id))
        .map((article) => ({ value: article.id, label: labelOf(article) }))}
      showSearch={{ searchValue: words, onSearch: setWords, filterOption: false }}
      notFoundContent={isError ? t("surge.pin_failed") : isFetching ? t("surge.pin_searching") : t("surge.pin_nothing")}
      onChange={choose}
    />
  );
}
