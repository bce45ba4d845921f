import Dropdown from "antd/es/dropdown";
import type { ItemType } from "antd/es/menu/interface";
import { ChevronDown } from "lucide-react";
import type { SavedView, View } from "@/api/types";
import { go, linkTo } from "@/design";
import { t } from "@/i18n";
import { useConversations } from "../../data";
import { anything, onlyOf, placeAddress } from "../../only";
import type { Place } from "../../only";
import { keyOf, orderOf } from "../../rows";
import type { ListKey } from "../../rows";
import { useViews } from "../../views";
import css from "./tabs.module.css";

const TABS: View[] = ["mine", "waiting", "team", "all"];
/** The rest stands behind the arrow, above the saved views. */
const BEHIND: View[] = ["snoozed", "closed"];
const MINE: ListKey = { view: "mine", q: "" };

export function viewWord(view: View): string {
  const words = {
    mine: t("view.mine"),
    waiting: t("view.waiting"),
    team: t("view.team"),
    snoozed: t("view.snoozed"),
    all: t("view.all"),
    closed: t("view.closed"),
  };
  return words[view];
}

function itemOf(view: SavedView, openId: string | null): ItemType {
  const to = placeAddress({ view: view.filters.view, only: onlyOf(view.filters), saved: view.id }, openId);
  return {
    key: view.id,
    label: (
      <span className={css.choice}>
        <span className="cut">{view.name}</span>
        {view.count !== null && <span className="num">{view.count >= 1000 ? "999+" : view.count}</span>}
      </span>
    ),
    onClick: () => go(to),
  };
}

/** What is put aside, what has ended, and the saved views: mine, then the shared ones. */
function More({ place, openId }: { place: Place; openId: string | null }) {
  const views = useViews();
  const open = views.find((view) => view.id === place.saved);
  const snoozed = useConversations((state) => state.counts?.snoozed ?? 0);
  const behind = place.saved === null && BEHIND.includes(place.view) ? viewWord(place.view) : undefined;
  const name = open?.name ?? behind;
  const group = (key: string, label: string, shared: boolean): ItemType[] => {
    const items = views.filter((view) => view.shared === shared).map((view) => itemOf(view, openId));
    return items.length > 0 ? [{ key, type: "group", label, children: items }] : [];
  };
  const fixed = BEHIND.map((view): ItemType => ({
    key: view,
    label: (
      <span className={css.choice}>
        <span>{viewWord(view)}</span>
        {view === "snoozed" && <span className="num">{snoozed}</span>}
      </span>
    ),
    onClick: () => go(placeAddress({ view, only: anything, saved: null }, openId)),
  }));
  const kept = [...group("own", t("views.own"), false), ...group("shared", t("views.shared"), true)];
  const hint: ItemType = { key: "none", label: t("views.none"), disabled: true };
  const items: ItemType[] = [...fixed, { type: "divider" }, ...(kept.length > 0 ? kept : [hint])];
  const selected = open?.id ?? (behind === undefined ? null : place.view);
  return (
    <Dropdown menu={{ items, selectedKeys: selected === null ? [] : [selected] }} trigger={["click"]}>
      <button
        type="button"
        className={css.more}
        data-open={name === undefined ? undefined : ""}
        aria-label={name === undefined ? t("views.title") : t("views.open", { name })}
        title={t("views.title")}
      >
        <span className="cut">{name ?? t("views.more")}</span>
        <ChevronDown size={14} aria-hidden />
      </button>
    </Dropdown>
  );
}

/** The views that one looks at most, with their counts, and behind them the views people keep. */
export function Tabs({ place, openId }: { place: Place; openId: string | null }) {
  const counts = useConversations((state) => state.counts);
  // My own list is always here whole, so its count needs no question to the server.
  const mine = useConversations((state) =>
    state.views[keyOf(MINE)]?.next === null ? orderOf(state, MINE).length : (state.counts?.mine ?? null),
  );
  return (
    <div className={css.top}>
      <nav className={css.tabs} aria-label={t("desk.views")}>
        {TABS.map((item) => {
          const count = item === "mine" ? mine : item === "closed" ? null : (counts?.[item] ?? null);
          return (
            <a
              key={item}
              className={css.tab}
              aria-current={item === place.view && place.saved === null ? "page" : undefined}
              {...linkTo(placeAddress({ view: item, only: anything, saved: null }, openId))}
            >
              {viewWord(item)}
              {count !== null && <span className="num">{count}</span>}
            </a>
          );
        })}
      </nav>
      <More place={place} openId={openId} />
    </div>
  );
}
