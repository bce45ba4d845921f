import Button from "antd/es/button";
import Input from "antd/es/input";
import { ArrowUp, CheckCheck, Inbox, Search, SearchX, Users } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { View } from "@/api/types";
import { Bones, ClearIcon, Empty, Failed, composing, go, linkTo, sayError } from "@/design";
import { me, setPresence, usePeople } from "@/features/people";
import { t } from "@/i18n";
import { loadList, loadMore, showList, useConversations, useLoading } from "../../data";
import { useHeldOrder } from "../../held";
import { keyOf, orderOf } from "../../rows";
import type { ListKey } from "../../rows";
import { ListRow } from "./ListRow";
import css from "./list.module.css";

const MINE: ListKey = { view: "mine", q: "" };
const VIEWS: View[] = ["mine", "waiting", "team", "all", "closed"];

export function viewWord(view: View): string {
  const words = {
    mine: t("view.mine"),
    waiting: t("view.waiting"),
    team: t("view.team"),
    all: t("view.all"),
    closed: t("view.closed"),
  };
  return words[view];
}

function Tabs({ view, openId }: { view: View; openId: string | null }) {
  const counts = useConversations((state) => state.counts);
  // My own list is always here whole, so its count needs no question to the server.
  const mine = useConversations((state) =>
    state.views[keyOf(MINE)]?.next === null ? orderOf(state, MINE).length : (state.counts?.mine ?? null),
  );
  return (
    <nav className={css.tabs} aria-label={t("desk.views")}>
      {VIEWS.map((item) => {
        const count = item === "closed" ? null : item === "mine" ? mine : (counts?.[item] ?? null);
        return (
          <a
            key={item}
            className={css.tab}
            aria-current={item === view ? "page" : undefined}
            {...linkTo(`/desk${openId ? `/${openId}` : ""}?view=${item}`)}
          >
            {viewWord(item)}
            {count !== null && <span className="num">{count}</span>}
          </a>
        );
      })}
    </nav>
  );
}

function useDebounced(value: string, ms: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), value === "" ? 0 : ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

/** The left pane: views with counts, search, and the conversations, longest unanswered first. */
export function ListPane({
  view,
  openId,
  searchRef,
}: {
  view: View;
  openId: string | null;
  searchRef: React.Ref<HTMLInputElement>;
}) {
  const [text, setText] = useState("");
  const q = useDebounced(text.trim(), 250);
  const everywhere = (): void => go(`/search?q=${encodeURIComponent(text.trim())}`);
  return (
    <section className={css.pane} aria-label={t("desk.list")}>
      <Tabs view={view} openId={openId} />
      <div className={css.search}>
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
            <button type="button" className={css.everywhere} title={t("desk.search_all_title")} onClick={everywhere}>
              {t("desk.search_all")}
            </button>
          }
          placeholder={t("desk.search")}
          aria-label={t("desk.search")}
        />
      </div>
      <Rows list={{ view, q }} openId={openId} />
    </section>
  );
}

function Rows({ list, openId }: { list: ListKey; openId: string | null }) {
  const { view, q } = list;
  const key = keyOf(list);
  useEffect(() => showList({ view, q }), [view, q]);
  const loading = useLoading(key);
  const known = useConversations((state) => state.views[key] !== undefined);
  const more = useConversations((state) => state.views[key]?.next != null);
  const fresh = useConversations((state) => orderOf(state, { view, q }));
  const [over, setOver] = useState(false);
  const { ids, waiting, release } = useHeldOrder(fresh, over, key);
  const scroller = useRef<HTMLDivElement>(null);
  const step = (event: React.KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by === 0 || event.altKey) return;
    const links = [...(scroller.current?.querySelectorAll<HTMLElement>("[data-row]") ?? [])];
    const next = links[links.findIndex((link) => link === document.activeElement) + by];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  const reachEnd = (event: React.UIEvent<HTMLDivElement>): void => {
    const box = event.currentTarget;
    if (more && !loading?.loading && box.scrollHeight - box.scrollTop - box.clientHeight < 400) void loadMore(list);
  };
  if (!known && loading?.error) return <Failed error={loading.error} retry={() => void loadList(list)} />;
  if (!known) return <Bones rows={9} avatar height={11} />;
  return (
    <div className={css.holder}>
      {waiting > 0 && (
        <button type="button" className={css.pill} onClick={release}>
          <ArrowUp size={13} aria-hidden />
          {t("desk.updates", { count: waiting })}
        </button>
      )}
      <div
        ref={scroller}
        className={css.rows}
        role="list"
        onPointerEnter={(event) => setOver(event.pointerType === "mouse")}
        onPointerLeave={() => setOver(false)}
        onScroll={reachEnd}
        onKeyDown={step}
      >
        {ids.map((id) => (
          <ListRow key={id} id={id} view={view} open={id === openId} />
        ))}
        {ids.length === 0 && <Nothing view={view} q={q} />}
        {more && loading?.loading && <Bones rows={2} avatar height={11} />}
        {more && Boolean(loading?.error) && <Failed error={loading?.error} retry={() => void loadMore(list)} />}
      </div>
    </div>
  );
}

/** An empty desk: available people see who waits, the others are one press from being available. */
function NothingMine() {
  const ready = usePeople((state) => (me(state)?.presence.state ?? "ready") === "ready");
  const toWaiting = (
    <button type="button" className={css.link} onClick={() => go("/desk?view=waiting")}>
      {t("desk.empty.see_waiting")}
    </button>
  );
  const toReady = (
    <Button type="primary" onClick={() => void setPresence("ready", null, "now").catch(sayError)}>
      {t("palette.ready")}
    </Button>
  );
  return (
    <Empty
      icon={<Inbox size={20} aria-hidden />}
      title={t("desk.empty.mine")}
      text={ready ? t("desk.empty.mine_hint") : t("desk.empty.mine_away")}
      action={ready ? toWaiting : toReady}
    />
  );
}

function Nothing({ view, q }: { view: View; q: string }) {
  if (q !== "")
    return (
      <Empty
        icon={<SearchX size={20} aria-hidden />}
        title={t("desk.empty.search", { q })}
        text={t("desk.empty.search_hint")}
      />
    );
  switch (view) {
    case "mine":
      return <NothingMine />;
    case "waiting":
      return (
        <Empty
          icon={<CheckCheck size={20} aria-hidden />}
          title={t("desk.empty.waiting")}
          text={t("desk.empty.waiting_hint")}
        />
      );
    case "team":
      return (
        <Empty icon={<Users size={20} aria-hidden />} title={t("desk.empty.team")} text={t("desk.empty.team_hint")} />
      );
    default:
      return (
        <Empty icon={<Inbox size={20} aria-hidden />} title={t("desk.empty.any")} text={t("desk.empty.any_hint")} />
      );
  }
}
