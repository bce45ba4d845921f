import { BellRing, CircleAlert, ShieldCheck } from "lucide-react";
import type { Alert } from "@/api/types";
import { linkTo, useNow } from "@/design";
import { can, useSession } from "@/features/session";
import { locale, t, tCode } from "@/i18n";
import { duration, elapsed } from "@/i18n/format";
import { figure } from "../figures";
import css from "./floor.module.css";

const SHARES = ["service_level", "abandonment"];
const COUNTS = ["waiting", "unstaffed", "unservable", "green"];

/** A value of a rule in its own unit: a share, a count, or a time. */
export function valueOf(code: string, value: number): string {
  if (SHARES.includes(code)) return figure("ratio", value);
  return COUNTS.includes(code) ? String(value) : duration(Math.round(value));
}

/** What an alert says: who or what, how it stands, and what was promised. */
export function sentenceOf(alert: Alert, now: number): string {
  const say = (value: number): string => valueOf(alert.code, value);
  const counts = SHARES.includes(alert.code) || COUNTS.includes(alert.code);
  const value = !counts && alert.since !== null ? elapsed(alert.since, now) : alert.value;
  const name = locale() === "en" ? alert.name_en || alert.name : alert.name;
  return tCode("alert", alert.code, { name, value: say(value), limit: say(alert.limit), count: value });
}

function placeOf(alert: Alert, joins: boolean): string {
  const talk = alert.conversation_id ?? alert.first;
  if (talk !== null) return joins ? `/insight/floor/${talk}` : `/desk/${talk}?view=all`;
  if (alert.agent_id !== null && joins) return `/insight/floor?agent=${alert.agent_id}`;
  if (alert.agent_id !== null) return `/insight?range=today&by=day&agent=${alert.agent_id}`;
  return `/insight?range=today&by=hour&queue=${alert.queue_id}`;
}

/** What to look at now, the weightiest first; each leads to what it is about. */
export function Alerts({ alerts }: { alerts: Alert[] }) {
  const now = useNow();
  const joins = can(useSession(), "floor.join");
  return (
    <section className={css.alerts} aria-label={t("floor.alerts")} aria-live="polite">
      {alerts.length === 0 && (
        <p className={css.calm}>
          <ShieldCheck size={16} aria-hidden />
          {t("floor.calm")}
        </p>
      )}
      {alerts.map((alert) => {
        const Icon = alert.level === "red" ? BellRing : CircleAlert;
        return (
          <a
            key={`${alert.code} ${alert.queue_id} ${alert.agent_id} ${alert.conversation_id}`}
            className={css.alert}
            data-level={alert.level}
            {...linkTo(placeOf(alert, joins))}
          >
            <Icon size={15} aria-hidden />
            {sentenceOf(alert, now)}
          </a>
        );
      })}
    </section>
  );
}
