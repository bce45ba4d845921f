import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Bones, Failed, editing, mod } from "@/design";
import { t } from "@/i18n";
import { loadList, loadMore, showList, useConversations, useLoading } from "../../data";
import { useHeldOrder } from "../../held";
import type { Place } from "../../only";
import { keyOf, orderOf } from "../../rows";
import type { ListKey } from "../../rows";
import { choose, toggle } from "../../selection";
import { ListRow } from "./ListRow";
import { Nothing } from "./Nothing";
import css from "./list.module.css";

/** Arrows walk from row to row, X chooses one, Shift+X all up to it, Mod+A all. */
function useRowKeys(list: string, ids: string[]) {
  const scroller = useRef<HTMLDivElement>(null);
  const press = (event: React.KeyboardEvent): void => {
    const links = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const id = links[at]?.dataset.row;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.altKey || editing(event.target) !== null) return;
    if (event.key === "a" && mod(event)) choose(list, ids);
    else if (event.key.toLowerCase() === "x" && !mod(event) && id !== undefined)
      toggle(list, id, event.shiftKey ? ids : null);
    else if (by !== 0 && links[at + by] !== undefined) links[at + by]?.focus();
    else return;
    event.preventDefault();
  };
  return { scroller, press };
}

export function Rows({ list, place, openId }: { list: ListKey; place: Place; openId: string | null }) {
  const key = keyOf(list);
  // `list` is made anew with each drawing; its key tells when it is another.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => showList(list), [key]);
  const loading = useLoading(key);
  const known = useConversations((state) => state.views[key] !== undefined);
  const more = useConversations((state) => state.views[key]?.next != null);
  const fresh = useConversations((state) => orderOf(state, list));
  const [over, setOver] = useState(false);
  const { ids, waiting, release } = useHeldOrder(fresh, over, key);
  const { scroller, press } = useRowKeys(key, ids);
  const reachEnd = (event: React.UIEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    if (more && !loading?.loading && box.scrollHeight - box.scrollTop - box.clientHeight < 400) void loadMore(list);
  };
  if (!known && loading?.error) return <Failed error={loading.error} retry={() => void loadList(list)} />;
  if (!known) return <Bones rows={9} avatar height={11} />;
  return (
    <>
      {waiting > 0 && (
        <button type="button" className={css.pill} onClick={release}>
          <ArrowUp size={13} aria-hidden />
          {t("desk.updates", { count: waiting })}
        </button>
      )}
      <div
        ref={scroller}
        className={css.rows}
        data-pill={waiting > 0 || undefined}
        role="list"
        onPointerEnter={(event) => setOver(event.pointerType === "mouse")}
        onPointerLeave={() => setOver(false)}
        onScroll={reachEnd}
        onKeyDown={press}
      >
        {ids.map((id) => (
          <ListRow key={id} id={id} place={place} open={id === openId} list={key} order={ids} />
        ))}
        {ids.length === 0 && <Nothing place={place} q={list.q} />}
        {more && loading?.loading && <Bones rows={2} avatar height={11} />}
        {more && Boolean(loading?.error) && <Failed error={loading?.error} retry={() => void loadMore(list)} />}
      </div>
    </>
  );
}
