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

/**
 * Arrows walk from row to row, Home and End to the ends, X chooses one, Shift+X all up to it, Mod+A all. Tab comes to one
 * row only: where one was last, else the open one, else the first.
 */
function useRowKeys(list: string, ids: string[], openId: string | null) {
  const scroller = useRef<HTMLDivElement>(null);
  const [last, setLast] = useState<string | null>(null);
  const stop = [last, openId].find((id) => id !== null && ids.includes(id)) ?? ids[0];
  const focused = (event: React.FocusEvent): void => {
    const id = (event.target as HTMLElement).dataset.row;
    if (id !== undefined) setLast(id);
  };
  const press = (event: React.KeyboardEvent): void => {
    const links = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    const id = links[at]?.dataset.row;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -links.length, End: links.length };
    const to = Math.min(Math.max(0, at + (steps[event.key] ?? 0)), links.length - 1);
    if (event.altKey || editing(event.target) !== null) return;
    if (event.key === "a" && mod(event)) choose(list, ids);
    else if (event.key.toLowerCase() === "x" && !mod(event) && id !== undefined)
      toggle(list, id, event.shiftKey ? ids : null);
    else if (event.key in steps && at >= 0 && to !== at) links[to]?.focus();
    else return;
    event.preventDefault();
  };
  return { scroller, press, stop, focused };
}

export function Rows({ list, place, openId }: { list: ListKey; place: Place; openId: string | null }) {
  const key = keyOf(list);
  // `list` is made anew with each drawing; its key tells when it is another.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => showList(list), [key]);
  const loading = useLoading(key);
  const known = useConversations((state) => state.views[key] !== undefined);
  const more = useConversations((state) => state.views[key]?.next != null);
  const fresh = useConversations((state) => orderOf(state, list));
  const [over, setOver] = useState(false);
  const { ids, waiting, release } = useHeldOrder(fresh, over, key);
  const { scroller, press, stop, focused } = useRowKeys(key, ids, openId);
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
        onPointerEnter={(event) => setOver(event.pointerType === "mouse")}
        onPointerLeave={() => setOver(false)}
        onScroll={reachEnd}
        onKeyDown={press}
        onFocus={focused}
      >
        {ids.length > 0 && (
          <div role="list">
            {ids.map((id) => (
              <ListRow key={id} id={id} place={place} open={id === openId} stop={id === stop} list={key} order={ids} />
            ))}
          </div>
        )}
        {ids.length === 0 && <Nothing place={place} q={list.q} />}
        {more && loading?.loading && <Bones rows={2} avatar height={11} />}
        {more && Boolean(loading?.error) && <Failed error={loading?.error} retry={() => void loadMore(list)} />}
      </div>
    </>
  );
}
