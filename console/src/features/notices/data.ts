// What I am told: fetched when it is looked at, and again whenever the socket says that there is more.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { notices as api } from "@/api/client";
import { queries } from "@/api/query";
import type { Notice, Reminder } from "@/api/types";
import { go } from "@/design";
import { notify } from "@/features/offers";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { live } from "@/live";

const NOTICES = ["notices"];
const REMINDERS = ["reminders"];
const NONE: Reminder[] = [];

export interface Told {
  items: Notice[];
  unread: number;
  more: (() => void) | null;
}

export function useNotices(): Told {
  const { data, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: NOTICES,
    queryFn: ({ signal, pageParam }) => api.list(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return {
    items: data?.pages.flatMap((page) => page.items) ?? [],
    unread: data?.pages[0]?.unread ?? 0,
    more: hasNextPage ? () => void fetchNextPage() : null,
  };
}

export function useReminders(): Reminder[] {
  const enabled = can(useSession(), "desk.use");
  return useQuery({ queryKey: REMINDERS, queryFn: ({ signal }) => api.reminders(signal), enabled }).data?.items ?? NONE;
}

const again = (key: string[]): Promise<void> => queries.invalidateQueries({ queryKey: key });

/** `null`: all of them. */
export async function readNotices(ids: string[] | null): Promise<void> {
  await api.read(ids);
  await again(NOTICES);
}

export async function addReminder(conversation: string, at: string, text: string): Promise<void> {
  await api.remind(conversation, at, text);
  await again(REMINDERS);
}

export async function forgetReminder(id: string): Promise<void> {
  await api.forget(id);
  await again(REMINDERS);
}

/** What is said below the title. */
export function textOf(notice: Notice): string {
  return notice.kind === "article_due" ? tCode("article_due", notice.text) : notice.text;
}

export function titleOf(notice: Notice): string {
  const words = { by: notice.by_name, name: notice.customer_name };
  const titles = {
    mention: t("notices.mention", words),
    assigned: t("notices.assigned", words),
    woken: t("notices.woken", words),
    reminder: t("notices.reminder", words),
    whisper: t("notices.whisper", words),
    taken_over: t("notices.taken_over", words),
    article_approved: t("notices.article_approved", words),
    article_returned: t("notices.article_returned", words),
    article_due: t("notices.article_due", words),
    room_mention: t("notices.room_mention", words),
    room_invited: t("notices.room_invited", words),
    room_voided: t("notices.room_voided", words),
    alert: t("notices.alert", { name: notice.customer_name, rule: tCode("alert.rule", notice.by_name) }),
  };
  return titles[notice.kind];
}

export function openNotice(notice: Notice): void {
  if (notice.kind === "alert") go("/insight/alerts");
  else if (notice.room_id !== null) go(`/knowledge/rooms/${notice.room_id}`);
  else if (notice.article_id !== null) go(`/knowledge/${notice.article_id}`);
  else go(`/desk/${notice.conversation_id}?view=all`);
  if (!notice.read) void readNotices([notice.id]);
}

/** Outside of the page, for whoever looks elsewhere and has allowed it. */
function tellOutside(notice: Notice): void {
  notify(`qf-notice-${notice.id}`, titleOf(notice), textOf(notice), () => openNotice(notice));
}

/** As long as somebody is signed in. */
export function startNotices(): () => void {
  const fresh = (): void => {
    void again(NOTICES);
    void again(REMINDERS);
  };
  const stops = [
    live.onFresh(fresh),
    live.onFrame((frame) => {
      if (frame.t === "notice") tellOutside(frame.notice);
      if (frame.t === "notice" || frame.t === "notices_read") fresh();
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
