import Button from "antd/es/button";
import {
  AlarmClock,
  AtSign,
  BellOff,
  BookCheck,
  BookOpen,
  BookX,
  CheckCheck,
  ClockAlert,
  DoorOpen,
  Ear,
  Hand,
  TriangleAlert,
  UserPlus,
  X,
} from "lucide-react";
import { useRef } from "react";
import type { Notice, NoticeKind, Reminder } from "@/api/types";
import { Ago, Empty, IconButton, go, sayError, useNow } from "@/design";
import { t } from "@/i18n";
import { upcoming } from "@/i18n/when";
import { forgetReminder, openNotice, readNotices, textOf, titleOf, useNotices, useReminders } from "../data";
import css from "./notices.module.css";

const ICONS: Record<NoticeKind, typeof AtSign> = {
  mention: AtSign,
  assigned: UserPlus,
  woken: AlarmClock,
  reminder: ClockAlert,
  whisper: Ear,
  taken_over: Hand,
  alert: TriangleAlert,
  article_approved: BookCheck,
  article_returned: BookX,
  article_due: BookOpen,
  room_mention: AtSign,
  room_invited: DoorOpen,
  room_voided: BookX,
};

function Told({ notice, close }: { notice: Notice; close: () => void }) {
  const Icon = ICONS[notice.kind];
  const open = (): void => {
    close();
    openNotice(notice);
  };
  return (
    <li>
      <button type="button" className={css.notice} data-unread={!notice.read || undefined} onClick={open}>
        <Icon size={16} aria-hidden />
        <span className={css.body}>
          <b>{titleOf(notice)}</b>
          {notice.text !== "" && <span className={css.text}>{textOf(notice)}</span>}
        </span>
        <Ago at={notice.at} className={css.ago} />
        {!notice.read && <i className={css.dot} role="img" aria-label={t("notices.new")} />}
      </button>
    </li>
  );
}

function Due({ reminder, close }: { reminder: Reminder; close: () => void }) {
  const now = useNow(60);
  return (
    <li className={css.due}>
      <button
        type="button"
        className={css.notice}
        onClick={() => {
          close();
          go(`/desk/${reminder.conversation_id}?view=all`);
        }}
      >
        <ClockAlert size={16} aria-hidden />
        <span className={css.body}>
          <b>{reminder.text || t("notices.look_again")}</b>
        </span>
        <span className={css.ago}>{upcoming(reminder.due_at, now)}</span>
      </button>
      <IconButton
        label={t("notices.forget")}
        icon={<X size={14} aria-hidden />}
        onClick={() => void forgetReminder(reminder.id).catch(sayError)}
      />
    </li>
  );
}

/** Everything I was told, the newest on top, and what I still wait to be reminded of. Arrows walk through it. */
export function Centre({ close }: { close: () => void }) {
  const { items, unread, more } = useNotices();
  const reminders = useReminders();
  const box = useRef<HTMLDivElement>(null);
  const walk = (event: React.KeyboardEvent): void => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const all = [...(box.current?.querySelectorAll<HTMLElement>(`.${css.notice ?? ""}`) ?? [])];
    if (by === 0 || all.length === 0) return;
    event.preventDefault();
    all[Math.max(0, Math.min(all.length - 1, all.findIndex((item) => item === document.activeElement) + by))]?.focus();
  };
  return (
    <div className={css.centre} ref={box} onKeyDown={walk} role="dialog" aria-label={t("notices.title")}>
      <header className={css.head}>
        <h2>{t("notices.title")}</h2>
        <Button
          type="text"
          size="small"
          disabled={unread === 0}
          icon={<CheckCheck size={14} aria-hidden />}
          onClick={() => void readNotices(null).catch(sayError)}
        >
          {t("notices.read_all")}
        </Button>
      </header>
      {reminders.length > 0 && (
        <section aria-label={t("notices.reminders")}>
          <h3>{t("notices.reminders")}</h3>
          <ul>
            {reminders.map((reminder) => (
              <Due key={reminder.id} reminder={reminder} close={close} />
            ))}
          </ul>
        </section>
      )}
      {items.length === 0 ? (
        <Empty icon={<BellOff size={20} aria-hidden />} title={t("notices.none")} text={t("notices.none_hint")} />
      ) : (
        <ul>
          {items.map((notice) => (
            <Told key={notice.id} notice={notice} close={close} />
          ))}
        </ul>
      )}
      {more !== null && (
        <Button type="link" block size="small" onClick={more}>
          {t("action.more")}
        </Button>
      )}
    </div>
  );
}
