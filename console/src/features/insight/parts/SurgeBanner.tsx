import { useQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { Waves } from "lucide-react";
import { useState } from "react";
import { queries } from "@/api/query";
import { surge as api } from "@/api/surge";
import type { Surge } from "@/api/types";
import { sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { locale, t } from "@/i18n";
import { duration, timeOfDay } from "@/i18n/format";
import { PinAnswer } from "./PinAnswer";
import css from "./surge.module.css";

const EVERY_MS = 10_000;
const HOLD_MINUTES = 60;
const KEY = ["insight", "surge"];

export function useSurge() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.standing(signal), refetchInterval: EVERY_MS });
}

/** What is done differently now, in words. */
export function leverWords(now: Surge): string {
  const moved = [];
  if (now.pool_teams.length > 0) {
    const teams = now.pool_teams.map((team) => (locale() === "en" ? team.name_en || team.name : team.name));
    moved.push(t("surge.lever_pool", { teams: teams.join(t("list.comma")) }));
  }
  if (now.wrap_up_seconds !== null) moved.push(t("surge.lever_wrap_up", { time: duration(now.wrap_up_seconds) }));
  if (now.pinned.length > 0) {
    const titles = now.pinned.map((article) => article.title).join(t("list.comma"));
    moved.push(t("surge.lever_pinned", { titles }));
  }
  if (now.ai_first) moved.push(t("surge.lever_ai_first"));
  if (now.message_minutes > 0) moved.push(t("surge.lever_message", { time: duration(60 * now.message_minutes) }));
  if (now.callback_minutes > 0) moved.push(t("surge.lever_callback", { time: duration(60 * now.callback_minutes) }));
  if (now.defer_minutes > 0) moved.push(t("surge.lever_defer"));
  return moved.length === 0 ? t("surge.lever_none") : moved.join(t("list.comma"));
}

/** How it stands, in a sentence. */
export function standingWords(now: Surge): string {
  if (!now.on && now.hold === null) return t("surge.giving_back");
  if (now.hold === "off") return t("surge.held_off", { time: timeOfDay(now.hold_until ?? "") });
  const since = timeOfDay(now.since ?? "");
  const over = now.ratio === null ? "" : t("surge.over", { times: now.ratio.toFixed(1) });
  return now.by_hand ? t("surge.on_by_hand", { time: since, over }) : t("surge.on", { time: since, over });
}

function Orders({ now }: { now: Surge }) {
  const [busy, setBusy] = useState(false);
  const order = async (asked: Promise<Surge>): Promise<void> => {
    setBusy(true);
    try {
      queries.setQueryData(KEY, await asked);
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };
  const button = (word: string, ask: () => Promise<Surge>) => (
    <Button size="small" loading={busy} onClick={() => void order(ask())}>
      {word}
    </Button>
  );
  return (
    <span className={css.orders}>
      {now.on && <PinAnswer now={now} took={(made) => queries.setQueryData(KEY, made)} />}
      {now.hold !== null && button(t("surge.release"), () => api.release())}
      {now.on && now.hold === null && button(t("surge.hold_on"), () => api.hold("on", HOLD_MINUTES))}
      {now.on && button(t("surge.hold_off"), () => api.hold("off", HOLD_MINUTES))}
    </span>
  );
}

/** Demand outruns what was expected: since when, by how much, what is done differently, and who may end it. */
export function SurgeBanner() {
  const orders = can(useSession(), "floor.manage");
  const { data: now } = useSurge();
  if (now === undefined || (!now.on && now.hold === null && now.deferred === 0)) return null;
  return (
    <section className={css.banner} data-on={now.on} aria-label={t("surge.title")} aria-live="polite">
      <Waves size={16} aria-hidden />
      <b>{standingWords(now)}</b>
      {now.on && <span>{leverWords(now)}</span>}
      {now.deferred > 0 && <span>{t("deferred.count", { n: now.deferred })}</span>}
      {now.on && now.hold === "on" && <span>{t("surge.held_on", { time: timeOfDay(now.hold_until ?? "") })}</span>}
      {orders && <Orders now={now} />}
    </section>
  );
}

/** Begins it by hand, for an hour. */
export function SurgeButton() {
  const { data: now } = useSurge();
  if (now === undefined || now.on || now.hold !== null) return null;
  const begin = async (): Promise<void> => {
    try {
      queries.setQueryData(KEY, await api.hold("on", HOLD_MINUTES));
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Popconfirm
      title={t("surge.begin_sure")}
      okText={t("surge.begin")}
      cancelText={t("action.cancel")}
      onConfirm={() => void begin()}
    >
      <Button icon={<Waves size={14} aria-hidden />}>{t("surge.begin")}</Button>
    </Popconfirm>
  );
}
