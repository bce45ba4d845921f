import Button from "antd/es/button";
import { Plus, X } from "lucide-react";
import type { Span } from "@/api/types";
import { IconButton } from "@/design";
import { t } from "@/i18n";
import { TimeField } from "./TimeField";
import css from "./hours.module.css";

/** From when to when, several times a day; none: closed. */
export function Spans({ label, value, change }: { label: string; value: Span[]; change: (next: Span[]) => void }) {
  const set = (at: number, span: Span): void => change(value.map((one, n) => (n === at ? span : one)));
  return (
    <div className={css.spans} role="group" aria-label={label}>
      {value.length === 0 && <span className="muted">{t("hours.closed_day")}</span>}
      {value.map(([from, to], at) => (
        <span key={at} className={css.span}>
          <TimeField label={t("hours.from", { day: label })} value={from} change={(time) => set(at, [time, to])} />
          –
          <TimeField end label={t("hours.to", { day: label })} value={to} change={(time) => set(at, [from, time])} />
          {to <= from && to !== "24:00" && <small>{to === "00:00" ? t("hours.midnight") : t("hours.next_day")}</small>}
          <IconButton
            label={t("hours.remove_span", { day: label })}
            icon={<X size={13} aria-hidden />}
            onClick={() => change(value.filter((_, n) => n !== at))}
          />
        </span>
      ))}
      <Button
        type="text"
        size="small"
        icon={<Plus size={13} aria-hidden />}
        disabled={value.length >= 6}
        aria-label={t("hours.add_span", { day: label })}
        onClick={() => change([...value, value.length === 0 ? ["09:00", "18:00"] : ["19:00", "21:00"]])}
      />
    </div>
  );
}
