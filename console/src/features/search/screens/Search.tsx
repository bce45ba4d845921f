import Input from "antd/es/input";
import { Search as Glass, SearchX } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Bones, ClearIcon, Empty, Failed, Page, composing, go, useRoute } from "@/design";
import { ExportThese, exactly } from "@/features/conversations";
import { t } from "@/i18n";
import { addressOf, filtered, readAsked } from "../asked";
import type { Asked } from "../asked";
import { useSearch } from "../data";
import { Filters } from "../parts/Filters";
import { CustomerFound, FoundRow } from "../parts/FoundRows";
import css from "../parts/found.module.css";

const TYPING_MS = 200;

/** The words in the field: they reach the address when one stops typing, and never half-composed. */
function useWords(asked: Asked): { text: string; write: (text: string) => void; compose: (on: boolean) => void } {
  const [text, setText] = useState(asked.q);
  const [pushed, setPushed] = useState(asked.q);
  const [midWord, setMidWord] = useState(false);
  if (asked.q !== pushed) {
    setPushed(asked.q);
    setText(asked.q);
  }
  useEffect(() => {
    const q = text.trim();
    if (midWord || q === asked.q) return undefined;
    const timer = setTimeout(() => {
      setPushed(q);
      go(addressOf({ ...asked, q }), { replace: true });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, midWord, asked]);
  return { text, write: setText, compose: setMidWord };
}

function Results({ asked }: { asked: Asked }) {
  const search = useSearch(asked);
  if (asked.q === "")
    return <Empty icon={<Glass size={20} aria-hidden />} title={t("search.first")} text={t("search.first_hint")} />;
  if (search.isError && search.data === undefined)
    return <Failed error={search.error} retry={() => void search.refetch()} />;
  if (search.data === undefined) return <Bones rows={6} avatar />;
  const { customers, conversations, capped } = search.data;
  return (
    <div className={css.results} data-late={search.isPlaceholderData || undefined} aria-busy={search.isPlaceholderData}>
      {customers.length > 0 && !filtered(asked) && (
        <section className={css.group} aria-label={t("search.customers")}>
          <h2>{t("search.customers")}</h2>
          {customers.map((row) => (
            <CustomerFound key={row.id} row={row} />
          ))}
        </section>
      )}
      {conversations.length > 0 && (
        <section className={css.group} aria-label={t("search.conversations")}>
          <div className={css.head}>
            <h2>{t("search.conversations")}</h2>
            <ExportThese
              words={t("export_these.count", { count: conversations.length })}
              which={() =>
                Promise.resolve(conversations.map(({ row }) => row.id)).then((ids) => exactly(ids, "search"))
              }
            />
          </div>
          {conversations.map((found) => (
            <FoundRow key={found.row.id} found={found} />
          ))}
        </section>
      )}
      {conversations.length === 0 && (customers.length === 0 || filtered(asked)) && (
        <Empty
          icon={<SearchX size={20} aria-hidden />}
          title={filtered(asked) ? t("search.nothing_filtered") : t("desk.empty.search", { q: asked.q })}
          text={t("desk.empty.search_hint")}
        />
      )}
      {capped && <p className={css.capped}>{t("search.capped")}</p>}
    </div>
  );
}

/** Everything a desk may see, by what was said and by who it is. ↑↓ walk through what is found. */
export function Search() {
  const { search } = useRoute();
  const asked = useMemo(() => readAsked(search), [search]);
  const words = useWords(asked);
  const box = useRef<HTMLDivElement>(null);
  const walk = (event: React.KeyboardEvent): void => {
    if (composing(event.nativeEvent)) return;
    const inField = event.target instanceof HTMLInputElement && event.target.type === "search";
    const by = event.key === "ArrowDown" || (inField && event.key === "Enter") ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const results = [...(box.current?.querySelectorAll<HTMLElement>("[data-result]") ?? [])];
    const here = results.findIndex((item) => item === document.activeElement);
    if (by === 0 || (!inField && here < 0)) return;
    event.preventDefault();
    if (by < 0 && here === 0) box.current?.querySelector<HTMLElement>("input[type=search]")?.focus();
    else results[here + by]?.focus();
  };
  return (
    <Page title={t("search.title")}>
      <div ref={box} onKeyDown={walk}>
        <Input
          type="search"
          className={css.search}
          size="large"
          autoFocus
          maxLength={100}
          allowClear={{ clearIcon: <ClearIcon /> }}
          value={words.text}
          onChange={(event) => words.write(event.target.value)}
          onCompositionStart={() => words.compose(true)}
          onCompositionEnd={() => words.compose(false)}
          prefix={<Glass size={15} aria-hidden />}
          placeholder={t("search.placeholder")}
          aria-label={t("search.placeholder")}
        />
        <Filters asked={asked} change={(part) => go(addressOf({ ...asked, ...part }), { replace: true })} />
        <Results asked={asked} />
      </div>
    </Page>
  );
}
