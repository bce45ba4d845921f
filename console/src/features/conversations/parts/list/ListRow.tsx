import { AlarmClock, Bot, MailOpen, PencilLine, StickyNote } from "lucide-react";
import { memo } from "react";
import type { Row, View } from "@/api/types";
import {
  Ago,
  Avatar,
  CallBackTag,
  ChannelIcon,
  EmotionMark,
  LaneMark,
  Tag,
  TierTag,
  WaitClock,
  levelOf,
  linkTo,
  useNow,
} from "@/design";
import { queueName, t, tCode } from "@/i18n";
import { upcoming } from "@/i18n/when";
import { usePeople } from "@/features/people";
import { useTagTone } from "../../actions";
import { useConversations } from "../../data";
import { useDraftLine } from "../../drafts";
import { placeAddress } from "../../only";
import type { Place } from "../../only";
import { unreadOf } from "../../rows";
import { toggle, useChosen } from "../../selection";
import css from "./list.module.css";

function previewText(row: Row): string {
  if (row.preview === null) return row.subject;
  const { kind, text } = row.preview;
  if (kind === "image") return t("message.image");
  if (kind === "file") return t("message.file", { name: text });
  // The row carries the code alone: what a parameter would have said falls out of the sentence.
  if (kind === "system") return tCode("system", text, {}, text).replace(/[（(]?\{\w+\}[）)]?/g, "");
  return text;
}

/** Half written words stand in for the last message only when that has been read. */
function Preview({ row, draft, unread }: { row: Row; draft: string; unread: number }) {
  if (draft !== "") {
    return (
      <span className={css.preview}>
        <PencilLine size={12} className={css.draft} aria-hidden />
        <em>{t("desk.draft")}</em> {unread > 0 ? previewText(row) : draft}
      </span>
    );
  }
  const kind = row.preview?.kind;
  const author = row.preview?.author;
  return (
    <span className={css.preview}>
      {kind === "note" && <StickyNote size={12} aria-label={t("composer.note")} />}
      {kind !== "note" && author === "bot" && <Bot size={12} aria-label={t("message.bot")} />}
      {kind !== "note" && author === "agent" && <span className={css.author}>{t("desk.we")}</span>}
      {previewText(row)}
    </span>
  );
}

function Snoozed({ until }: { until: string }) {
  const now = useNow(60);
  return (
    <Tag tone="brand">
      <AlarmClock size={11} aria-hidden />
      {t("snooze.until", { when: upcoming(until, now) })}
    </Tag>
  );
}

function PhaseTag({ row, view }: { row: Row; view: View }) {
  if (row.left_message && row.held_until === null) {
    return (
      <Tag tone="amber">
        <MailOpen size={11} aria-hidden />
        {t("phase.left_message")}
      </Tag>
    );
  }
  if (row.callback !== null || row.held_until !== null) return <CallBackTag row={row} />;
  if (row.snoozed_until !== null) return <Snoozed until={row.snoozed_until} />;
  if (row.phase === "with_agent" || (view === "closed" && row.phase === "closed")) return null;
  const tone = row.phase === "wrap_up" ? "brand" : "plain";
  return <Tag tone={tone}>{tCode("phase", row.phase)}</Tag>;
}

/** The third line: where it stands and whose it is. */
/** Two at most, those whose colour says something first. */
function Tags({ tags }: { tags: string[] }) {
  const toneOf = useTagTone();
  return tags
    .toSorted((a, b) => Number(toneOf(a) === "plain") - Number(toneOf(b) === "plain"))
    .slice(0, 2)
    .map((tag) => (
      <Tag key={tag} tone={toneOf(tag)} title={tags.join(t("list.comma"))}>
        {tag}
      </Tag>
    ));
}

function Whereabouts({ row, view }: { row: Row; view: View }) {
  const queue = usePeople((state) => (row.queue_id === null ? undefined : state.queues[row.queue_id]));
  const others = view !== "mine" && row.agent !== null;
  return (
    <span className={css.place}>
      <ChannelIcon channel={row.channel} size={12} />
      <span className="cut">{queue ? queueName(queue) : tCode("channel", row.channel)}</span>
      {others && <span className="cut">{row.agent?.name}</span>}
      {row.tags.length > 0 && <Tags tags={row.tags} />}
      <PhaseTag row={row} view={view} />
      <LaneMark row={row} />
      <EmotionMark emotion={row.emotion} word={row.emotion === "angry"} />
    </span>
  );
}

/** The coloured edge; it alone follows the clock, so that a beat does not draw the whole row again. */
function Edge({ row }: { row: Row }) {
  const level = levelOf(row, useNow());
  return level === "calm" ? null : <i className={css.edge} data-level={level} aria-hidden />;
}

/** Chooses the row for an action on many. It stands on the picture, which makes room for it. */
function Pick({ row, list, order }: { row: Row; list: string; order: string[] }) {
  const chosen = useChosen(list, row.id);
  return (
    <label className={css.pick} data-on={chosen || undefined}>
      <input
        type="checkbox"
        checked={chosen}
        tabIndex={-1}
        aria-label={t("bulk.pick", { name: row.customer.name })}
        onChange={(event) => toggle(list, row.id, (event.nativeEvent as MouseEvent).shiftKey ? order : null)}
      />
    </label>
  );
}

interface Props {
  id: string;
  place: Place;
  open: boolean;
  /** Tab comes here */
  stop: boolean;
  /** the list it stands in, by key, and that list's order: for choosing many */
  list: string;
  order: string[];
}

export const ListRow = memo(function ListRow({ id, place, open, stop, list, order }: Props) {
  const { view } = place;
  const row = useConversations((state) => state.rows[id]);
  const unread = useConversations((state) => (state.rows[id] === undefined ? 0 : unreadOf(state, state.rows[id])));
  const draft = useDraftLine(id);
  if (row === undefined) return null;
  return (
    <div role="listitem" className={css.item}>
      <a
        data-row={id}
        tabIndex={stop ? 0 : -1}
        className={css.row}
        data-unread={unread > 0 || undefined}
        aria-current={open ? "true" : undefined}
        {...linkTo(placeAddress(place, id))}
      >
        <Edge row={row} />
        <Avatar name={row.customer.name} initials={row.customer.initials} size={34} />
        <span className={css.body}>
          <span className={css.line}>
            <span className={css.name}>
              <b className="cut">{row.customer.name}</b>
              <TierTag tier={row.customer.tier} />
            </span>
            {row.waiting_since !== null && row.phase !== "closed" ? (
              <WaitClock name={row.customer.name} due={row} />
            ) : (
              <Ago at={row.last_at} className={css.ago} />
            )}
          </span>
          <span className={css.line}>
            <Preview row={row} draft={draft} unread={unread} />
            {unread > 0 && (
              <span className={css.unread} aria-label={t("desk.unread", { count: unread })}>
                {unread > 99 ? "99+" : unread}
              </span>
            )}
          </span>
          <Whereabouts row={row} view={view} />
        </span>
      </a>
      <Pick row={row} list={list} order={order} />
    </div>
  );
});
