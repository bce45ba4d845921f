import Input from "antd/es/input";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { ClearIcon, composing, go } from "@/design";
import { t } from "@/i18n";
import { useConversations } from "../../data";
import type { Place } from "../../only";
import { keyOf, orderOf } from "../../rows";
import type { ListKey } from "../../rows";
import { useSelection } from "../../selection";
import { BulkBar } from "./BulkBar";
import { BulkCard } from "./BulkCard";
import { Narrow } from "./Narrow";
import { Rows } from "./Rows";
import { Tabs } from "./Tabs";
import css from "./list.module.css";

function useDebounced(value: string, ms: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), value === "" ? 0 : ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

interface Props {
  place: Place;
  openId: string | null;
  searchRef: React.Ref<HTMLInputElement>;
}

/** The left pane: views with counts, search, and the conversations, longest unanswered first. */
export function ListPane({ place, openId, searchRef }: Props) {
  const [text, setText] = useState("");
  const q = useDebounced(text.trim(), 250);
  const list: ListKey = { view: place.view, q, only: place.only };
  const key = keyOf(list);
  const order = useConversations((state) => orderOf(state, list));
  const chosen = useSelection(key);
  const rows = useConversations((state) =>
    order.flatMap((id) => (chosen.includes(id) && state.rows[id] !== undefined ? [state.rows[id]] : [])),
  );
  const everywhere = (): void => go(`/search?q=${encodeURIComponent(text.trim())}`);
  return (
    <section className={css.pane} aria-label={t("desk.list")}>
      <Tabs place={place} openId={openId} />
      <div className={css.search}>
        {rows.length > 0 ? (
          <BulkBar list={key} rows={rows} order={order} />
        ) : (
          <>
            <Input
              ref={(instance) => {
                const input = instance?.input ?? null;
                if (typeof searchRef === "function") searchRef(input);
                else if (searchRef) searchRef.current = input;
              }}
              allowClear={{ clearIcon: <ClearIcon /> }}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && !composing(event.nativeEvent) && text.trim() !== "") everywhere();
              }}
              prefix={<Search size={14} aria-hidden />}
              suffix={
                // Always there, so that the field's text does not move when one begins to type.
                <button
                  type="button"
                  className={css.everywhere}
                  title={t("desk.search_all_title")}
                  onClick={everywhere}
                >
                  {t("desk.search_all")}
                </button>
              }
              placeholder={t("desk.search_short")}
              title={t("desk.search")}
              aria-label={t("desk.search")}
            />
            <Narrow place={place} openId={openId} />
          </>
        )}
      </div>
      <div className={css.holder}>
        <Rows list={list} place={place} openId={openId} />
        <BulkCard list={key} order={order} />
      </div>
    </section>
  );
}
