import Select from "antd/es/select";
import { useDeferredValue, useState } from "react";
import { t } from "@/i18n";
import { useArticles } from "../data";

interface Props {
  value?: string[];
  onChange?: (slugs: string[]) => void;
  /** the article itself, which is no choice; empty for a new one */
  own: string;
  locale: string;
  /** titles that are known already, by slug */
  titles: Record<string, string>;
  label: string;
}

/** Other articles, found by their titles and kept by their slugs. */
export function RelatedField({ value = [], onChange, own, locale, titles, label }: Props) {
  const [q, setQ] = useState("");
  const [seen, setSeen] = useState(titles);
  const asked = useDeferredValue(q.trim());
  const found = useArticles({ q: asked, shown: "", audience: "", category: "", task: "" });
  const items = (found.data?.pages[0]?.items ?? []).filter((one) => one.locale === locale && one.slug !== own);
  const known = { ...titles, ...seen };
  const options = new Map(items.map(({ slug, title }) => [slug, title]));
  const labelOf = (slug: string): string => options.get(slug) ?? known[slug] ?? t("articles.related_gone", { slug });
  return (
    <Select
      mode="multiple"
      aria-label={label}
      value={value.map((slug) => ({ value: slug, label: labelOf(slug) }))}
      labelInValue
      showSearch={{ filterOption: false, searchValue: q, onSearch: setQ }}
      placeholder={t("articles.related_hint")}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? null : t("articles.related_none")}
      options={[...options].map(([slug, title]) => ({ value: slug, label: title }))}
      onChange={(chosen) => {
        setSeen({ ...known, ...Object.fromEntries(options) });
        setQ("");
        onChange?.(chosen.map((one) => one.value));
      }}
    />
  );
}
