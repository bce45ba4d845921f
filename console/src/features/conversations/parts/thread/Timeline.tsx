import { ArrowDown, MessagesSquare } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Handover, Message } from "@/api/types";
import { Bones, Empty, Failed } from "@/design";
import { t } from "@/i18n";
import { loadOlder, loadTail, readThread, useConversations, useLoading } from "../../data";
import { STEP, earlier, itemsOf, later, tailSlice } from "../../items";
import type { Item, Slice } from "../../items";
import { noThread } from "../../threads";
import type { Thread } from "../../threads";
import { GroupView } from "./GroupView";
import { DayLine, HandoverCard, SystemLine, UnreadLine } from "./Lines";
import { WhisperLine } from "./WhisperLine";
import { PendingView } from "./PendingView";
import { Steady, useScroll } from "./useScroll";
import { useAsked, useSeek } from "./useSeek";
import css from "./thread.module.css";

/** Indexes of the messages drawn. Anchored by seq, because indexes shift when older messages arrive. */
function useSlice(messages: Message[]): {
  slice: Slice;
  tail: boolean;
  back: () => void;
  forth: () => void;
  end: () => void;
  show: (seq: number) => void;
} {
  const [edges, setEdges] = useState<{ from: number; to: number } | null>(null);
  const total = messages.length;
  const indexOf = (seq: number): number => messages.findIndex((message) => message.seq >= seq);
  const slice = ((): Slice => {
    if (edges === null) return tailSlice(total);
    const from = Math.max(0, indexOf(edges.from));
    const to = edges.to === Infinity ? total : indexOf(edges.to);
    return { from, to: to < 0 ? total : to };
  })();
  const keep = (next: Slice): void => {
    setEdges({
      from: messages[next.from]?.seq ?? 0,
      to: next.to >= total ? Infinity : (messages[next.to]?.seq ?? Infinity),
    });
  };
  return {
    slice,
    tail: slice.to >= total,
    back: () => keep(earlier(slice)),
    forth: () => keep(later(slice, total)),
    end: () => setEdges(null),
    show: (seq) => {
      const index = indexOf(seq);
      if (index < slice.from || index >= slice.to)
        keep({ from: Math.max(0, index - STEP), to: Math.min(total, index + STEP) });
    },
  };
}

/** The seq this person had read when the thread was opened: the unread line stays there until it is opened again. */
function useUnreadAfter(id: string, thread: Thread): number | null {
  const me = useConversations((state) => state.who.id);
  const [mark, setMark] = useState<{ id: string; after: number | null } | null>(null);
  if (thread.loaded && mark?.id !== id) {
    const read = me === null ? 0 : (thread.read.agents[me] ?? 0);
    const unread =
      read > 0 && thread.messages.some((message) => message.seq > read && message.author.kind === "customer");
    setMark({ id, after: unread ? read : null });
  }
  return mark?.id === id ? mark.after : null;
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(!document.hidden);
  useEffect(() => {
    const look = (): void => setVisible(!document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return visible;
}

function draw(item: Item, customerRead: number, lastGroup: string | undefined): React.ReactNode {
  switch (item.kind) {
    case "day":
      return <DayLine key={item.key} at={item.at} />;
    case "unread":
      return <UnreadLine key={item.key} />;
    case "system":
      return <SystemLine key={item.key} message={item.message} />;
    case "handover":
      return <HandoverCard key={item.key} handover={item.handover} />;
    case "whisper":
      return <WhisperLine key={item.key} whisper={item.whisper} />;
    case "group":
      return <GroupView key={item.key} group={item} customerRead={customerRead} tail={item.key === lastGroup} />;
  }
}

/** The last group of our side carries the delivery state; those before it are older news. */
function lastOwnGroup(items: Item[]): string | undefined {
  return items.findLast((item) => item.kind === "group" && item.author.kind !== "customer" && !item.note)?.key;
}

export function Timeline({ id, handover }: { id: string; handover: Handover | null }) {
  const thread = useConversations((state) => state.threads[id]) ?? noThread;
  const loading = useLoading(`thread:${id}`);
  const older = useLoading(`older:${id}`);
  const { messages, pending, whispers } = thread;
  const { slice, tail, back, forth, end, show } = useSlice(messages);
  const asked = useAsked(id);
  const unreadAfter = useUnreadAfter(id, thread);
  const items = useMemo(
    () =>
      itemsOf(
        messages.slice(slice.from, slice.to),
        { unreadAfter, handover: slice.to >= messages.length || slice.from > 0 ? handover : null, whispers },
        slice.to >= messages.length,
      ),
    [messages, slice.from, slice.to, unreadAfter, handover, whispers],
  );
  const scroll = useScroll({
    tail,
    nearTop: () => {
      if (slice.from > 0) back();
      else if (thread.older && !older?.loading) void loadOlder(id);
    },
    nearBottom: () => {
      if (!tail) forth();
    },
  });
  const visible = useVisible();
  const last = messages.at(-1)?.seq ?? 0;
  const [seen, setSeen] = useState(0);
  if (scroll.atBottom && tail && visible && last > seen) setSeen(last);
  useEffect(() => {
    if (seen > 0 && visible) readThread(id, seen);
  }, [id, seen, visible]);
  const fresh = seen > 0 ? messages.filter((message) => message.seq > seen && message.kind !== "system").length : 0;
  const goEnd = (): void => {
    end();
    scroll.toBottom();
  };
  useOwnSend(pending.length, goEnd);
  useOpenAtUnread(thread.loaded, asked === null ? unreadAfter : null, scroll.box);
  useSeek(id, asked, thread, { box: scroll.box, show });
  if (!thread.loaded) {
    const trouble = loading?.error;
    // As tall as the thread will be: the composer below stands where it will stand.
    return (
      <div className={css.timeline}>
        {trouble ? <Failed error={trouble} retry={() => void loadTail(id)} /> : <Bones rows={6} avatar height={16} />}
      </div>
    );
  }
  const lastGroup = lastOwnGroup(items);
  return (
    <div className={css.timeline}>
      <div
        ref={scroll.box}
        className={css.scroller}
        onScroll={scroll.onScroll}
        role="log"
        aria-label={t("thread.log")}
        tabIndex={0}
      >
        <Steady keeper={scroll} className={css.inner}>
          {(thread.older || messages.length > STEP) && (
            // Always of the same height: at the very top there is no room to make good for one that went away.
            <div className={css.top}>{(slice.from > 0 || thread.older) && <Bones rows={1} avatar height={14} />}</div>
          )}
          {Boolean(older?.error) && <Failed error={older?.error} retry={() => void loadOlder(id)} />}
          {items.map((item) => draw(item, thread.read.customer, lastGroup))}
          {messages.length === 0 && pending.length === 0 && (
            <Empty icon={<MessagesSquare size={20} aria-hidden />} title={t("thread.empty")} />
          )}
          {tail && pending.map((item) => <PendingView key={item.client_id} id={id} pending={item} />)}
        </Steady>
      </div>
      {(!scroll.atBottom || !tail) && (
        <button type="button" className={css.newPill} data-fresh={fresh > 0 || undefined} onClick={goEnd}>
          {fresh > 0 ? t("thread.new", { count: fresh }) : t("thread.to_end")}
          <ArrowDown size={13} aria-hidden />
        </button>
      )}
    </div>
  );
}

/** Whoever sends wants to see it: the thread goes to its end. */
function useOwnSend(count: number, goEnd: () => void): void {
  const before = useRef(count);
  useLayoutEffect(() => {
    if (count > before.current) goEnd();
    before.current = count;
  });
}

/** More unread than fits: start reading at the line, not at the end. */
function useOpenAtUnread(
  loaded: boolean,
  unreadAfter: number | null,
  box: React.RefObject<HTMLDivElement | null>,
): void {
  useLayoutEffect(() => {
    if (!loaded || unreadAfter === null || box.current === null) return;
    const line = box.current.querySelector<HTMLElement>("[data-unread-line]");
    const edge = box.current.getBoundingClientRect().top;
    if (line !== null && line.getBoundingClientRect().top < edge) {
      box.current.scrollTop += line.getBoundingClientRect().top - edge - 48;
      box.current.dispatchEvent(new Event("scroll"));
    }
  }, [loaded, unreadAfter, box]);
}
