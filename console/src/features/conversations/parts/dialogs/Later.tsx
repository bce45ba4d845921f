import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Segmented from "antd/es/segmented";
import { useRef, useState } from "react";
import { serverNow } from "@/design";
import { MomentField } from "@/design/parts/Day";
import { addReminder } from "@/features/notices";
import { t } from "@/i18n";
import { presets, upcoming } from "@/i18n/when";
import type { Preset } from "@/i18n/when";
import { snooze, snoozeOne } from "../../actions";
import type { DialogProps } from "./Dialogs";
import { useAct } from "./useAct";
import { useRows } from "./useRows";
import css from "./dialogs.module.css";

type Mode = "snooze" | "remind";
const MINUTE = 60_000;
const LONGEST_DAYS = 90;

function word(key: Preset["key"]): string {
  const words = {
    hour: t("later.hour"),
    evening: t("later.evening"),
    tomorrow: t("later.tomorrow"),
    monday: t("later.monday"),
  };
  return words[key];
}

/** Put aside until a moment, or only be reminded of it then: one press for the usual moments, a field for any other. */
export default function Later({ rows, done }: DialogProps) {
  const [row] = rows;
  const now = serverNow();
  const many = rows.length > 1;
  const putable = many || row?.phase === "with_agent";
  const [mode, setMode] = useState<Mode>(putable ? "snooze" : "remind");
  const [text, setText] = useState("");
  const [own, setOwn] = useState<Date | null>(() => new Date(now + 2 * 60 * MINUTE));
  const { busy, run } = useAct(done);
  const all = useRows(rows, "snooze", done, "");
  const act = (at: Date): void => {
    if (row === undefined || busy) return;
    const when = upcoming(at.toISOString(), serverNow());
    const iso = at.toISOString();
    if (many) all.run((one) => snoozeOne(one, iso));
    else if (mode === "snooze") run(() => snooze(row.id, iso), t("later.snoozed", { name: row.customer.name, when }));
    else run(() => addReminder(row.id, iso, text.trim()), t("later.reminding", { when }));
  };
  const first = useRef<HTMLButtonElement>(null);
  const last = now + LONGEST_DAYS * 24 * 60 * MINUTE;
  const good = own !== null && own.getTime() > now && own.getTime() <= last;
  return (
    <Modal
      open
      title={
        many ? t("later.title_many", { count: rows.length }) : t("later.title", { name: row?.customer.name ?? "" })
      }
      footer={null}
      onCancel={done}
      width={420}
      afterOpenChange={(open) => open && first.current?.focus()}
    >
      <div className={css.form}>
        {putable && !many && (
          <Segmented<Mode>
            block
            value={mode}
            onChange={setMode}
            options={[
              { value: "snooze", label: t("later.snooze") },
              { value: "remind", label: t("later.remind") },
            ]}
          />
        )}
        <p className="muted">{mode === "snooze" ? t("later.snooze_hint") : t("later.remind_hint")}</p>
        {mode === "remind" && (
          <Input
            value={text}
            maxLength={200}
            aria-label={t("later.text")}
            placeholder={t("later.text")}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <div className={css.moments} role="group" aria-label={t("later.when")}>
          {presets(now).map(({ key, at }, index) => (
            <button
              key={key}
              type="button"
              ref={index === 0 ? first : undefined}
              disabled={busy}
              onClick={() => act(at)}
            >
              <span>{word(key)}</span>
              <small className="num">{upcoming(at.toISOString(), now)}</small>
            </button>
          ))}
        </div>
        <div className={css.own}>
          <MomentField
            label={t("later.own")}
            value={own}
            min={new Date(now)}
            max={new Date(last)}
            wrong={!good}
            change={setOwn}
          />
          <Button type="primary" disabled={!good} loading={busy} onClick={() => own !== null && act(own)}>
            {mode === "snooze" ? t("later.snooze") : t("later.remind_do")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
