import { AlarmClock, ArrowLeftRight, Bot, CheckCircle2, Hand, PanelRight, UsersRound } from "lucide-react";
import Button from "antd/es/button";
import { useState } from "react";
import type { Detail, Row } from "@/api/types";
import {
  ALT,
  Avatar,
  CallBackTag,
  ChannelIcon,
  EmotionMark,
  IconButton,
  LaneMark,
  Tag,
  TierTag,
  WaitClock,
  sayError,
} from "@/design";
import { queueName, t, tCode } from "@/i18n";
import { duration, relative } from "@/i18n/format";
import { upcoming } from "@/i18n/when";
import { useNow, linkTo } from "@/design";
import { usePeople } from "@/features/people";
import { claim, wake } from "../../actions";
import type { OneDialog } from "../../asking";
import type { Rights } from "../../detail";
import css from "./pane.module.css";

interface Props {
  row: Row;
  detail: Detail | undefined;
  rights: Rights;
  panelOpen: boolean;
  togglePanel: () => void;
  open: (dialog: OneDialog) => void;
}

function Where({ row }: { row: Row }) {
  const now = useNow(60);
  const queue = usePeople((state) => (row.queue_id === null ? undefined : state.queues[row.queue_id]));
  return (
    <span className={css.where}>
      <ChannelIcon channel={row.channel} />
      <span className={css.channel}>{tCode("channel", row.channel)}</span>
      {queue && <span className="cut">{queueName(queue)}</span>}
      <Tag tone={row.phase === "with_agent" ? "brand" : "plain"}>
        {row.phase === "with_agent" && row.agent ? row.agent.name : tCode("phase", row.phase)}
        {row.snoozed_until !== null && ` · ${t("snooze.until", { when: upcoming(row.snoozed_until, now) })}`}
      </Tag>
      {row.turn_seconds !== null && row.phase !== "closed" && (
        <Tag title={t("turn.hint")}>{t("turn.each", { time: duration(row.turn_seconds) })}</Tag>
      )}
      <CallBackTag row={row} />
      <LaneMark row={row} word />
      <EmotionMark emotion={row.emotion} word />
    </span>
  );
}

/** The previous contact of the same customer, one line, one click. */
function Earlier({ detail }: { detail: Detail }) {
  const now = useNow(60);
  const last = detail.customer_panel.conversations
    .filter((item) => item.id !== detail.id && Date.parse(item.opened_at) < Date.parse(detail.opened_at))
    .sort((a, b) => Date.parse(b.opened_at) - Date.parse(a.opened_at))[0];
  if (last === undefined) return null;
  return (
    <a className={css.earlier} {...linkTo(`/desk/${last.id}`)}>
      {t("thread.earlier", {
        channel: tCode("channel", last.channel),
        when: relative(last.opened_at, now),
        subject: last.subject,
      })}
    </a>
  );
}

function Take({ text, icon, act }: { text: string; icon: React.ReactNode; act: () => Promise<Row> }) {
  const [busy, setBusy] = useState(false);
  const take = (): void => {
    setBusy(true);
    act()
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Button type="primary" size="small" loading={busy} icon={icon} onClick={take}>
      {text}
    </Button>
  );
}

const Claim = ({ row }: { row: Row }) => (
  <Take text={t("action.claim")} icon={<Hand size={14} aria-hidden />} act={() => claim(row.id)} />
);

const Wake = ({ row }: { row: Row }) => (
  <Take text={t("action.wake")} icon={<AlarmClock size={14} aria-hidden />} act={() => wake(row.id)} />
);

export function ThreadHeader({ row, detail, rights, panelOpen, togglePanel, open }: Props) {
  return (
    <header className={css.header}>
      <Avatar name={row.customer.name} initials={row.customer.initials} size={34} />
      <div className={css.title}>
        <h2>
          <span className="cut">{row.customer.name}</span>
          <TierTag tier={row.customer.tier} />
          {row.phase !== "closed" && <WaitClock name={row.customer.name} due={row} style="words" />}
        </h2>
        <div className={css.under}>
          <Where row={row} />
          {detail && <Earlier detail={detail} />}
        </div>
      </div>
      <div className={css.actions}>
        {rights.claim && <Claim row={row} />}
        {rights.wake && <Wake row={row} />}
        {rights.remind && (
          <IconButton
            label={t("action.later")}
            keys="Z"
            icon={<AlarmClock size={16} aria-hidden />}
            onClick={() => open("later")}
          />
        )}
        {rights.room && (
          <IconButton
            label={t("rooms.open")}
            icon={<UsersRound size={16} aria-hidden />}
            onClick={() => open("room")}
          />
        )}
        {rights.own && row.phase === "with_agent" && (
          <IconButton
            label={t("action.handback")}
            icon={<Bot size={16} aria-hidden />}
            onClick={() => open("handback")}
          />
        )}
        {rights.steer && (
          <IconButton
            label={t("action.transfer")}
            keys={`${ALT}+T`}
            icon={<ArrowLeftRight size={16} aria-hidden />}
            text={t("action.transfer")}
            onClick={() => open("transfer")}
          />
        )}
        {rights.steer && row.phase === "with_agent" && (
          <Button
            size="small"
            title={`${ALT}+E`}
            icon={<CheckCircle2 size={14} aria-hidden />}
            onClick={() => open("close")}
          >
            {t("action.close")}
          </Button>
        )}
        <IconButton
          label={t("panel.customer")}
          icon={<PanelRight size={16} aria-hidden />}
          active={panelOpen}
          onClick={togglePanel}
        />
      </div>
    </header>
  );
}
