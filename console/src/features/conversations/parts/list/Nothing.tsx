import Button from "antd/es/button";
import { AlarmClock, CheckCheck, FilterX, Inbox, SearchX, Users } from "lucide-react";
import { Empty, go, sayError } from "@/design";
import { me, setPresence, usePeople } from "@/features/people";
import { t } from "@/i18n";
import { narrowed, placeAddress } from "../../only";
import type { Place } from "../../only";
import css from "./list.module.css";

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

/** A list without rows says why, and what may be done about it. */
export function Nothing({ place, q }: { place: Place; q: string }) {
  if (q !== "")
    return (
      <Empty
        icon={<SearchX size={20} aria-hidden />}
        title={t("desk.empty.search", { q })}
        text={t("desk.empty.search_hint")}
      />
    );
  if (narrowed(place.only) > 0)
    return (
      <Empty
        icon={<FilterX size={20} aria-hidden />}
        title={t("desk.empty.narrowed")}
        text={t("desk.empty.narrowed_hint")}
        action={
          <button
            type="button"
            className={css.link}
            onClick={() => go(placeAddress({ view: place.view, only: {}, saved: null }, null))}
          >
            {t("search.clear")}
          </button>
        }
      />
    );
  switch (place.view) {
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
    case "snoozed":
      return (
        <Empty
          icon={<AlarmClock size={20} aria-hidden />}
          title={t("desk.empty.snoozed")}
          text={t("desk.empty.snoozed_hint")}
        />
      );
    default:
      return (
        <Empty icon={<Inbox size={20} aria-hidden />} title={t("desk.empty.any")} text={t("desk.empty.any_hint")} />
      );
  }
}
