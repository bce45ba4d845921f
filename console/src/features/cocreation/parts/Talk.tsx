import { useInfiniteQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import Mentions from "antd/es/mentions";
import { useEffect, useRef, useState } from "react";
import type { RoomMessage, RoomOut } from "@/api/cocreation";
import { Ago, composing, sayError } from "@/design";
import { t } from "@/i18n";
import { api, changed, useColleagues } from "../data";
import { named } from "../state";
import css from "./cocreation.module.css";

function Said({ message }: { message: RoomMessage }) {
  return (
    <li>
      <b>{message.by_name}</b> <Ago at={message.at} className="muted" />
      <p>{message.text}</p>
    </li>
  );
}

function useOlder(whole: RoomOut): { items: RoomMessage[]; more: (() => void) | null } {
  const first = whole.earlier;
  const [wanted, setWanted] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["room-talk", whole.room.id, first],
    enabled: wanted && first !== null,
    queryFn: ({ signal, pageParam }) => api.messages(whole.room.id, pageParam, signal),
    initialPageParam: first ?? "",
    getNextPageParam: (page) => page.next,
  });
  const items = query.data?.pages.flatMap((page) => page.items).toReversed() ?? [];
  if (first === null) return { items: [], more: null };
  if (!wanted) return { items, more: () => setWanted(true) };
  return { items, more: query.hasNextPage ? () => void query.fetchNextPage() : null };
}

/** What is said beside the draft. `@` names somebody, who is told. Enter sends, Shift+Enter is another line. */
export function Talk({ whole }: { whole: RoomOut }) {
  const [words, setWords] = useState("");
  const [asked, setAsked] = useState("");
  const [busy, setBusy] = useState(false);
  const end = useRef<HTMLLIElement>(null);
  const people = useColleagues(asked).data?.items ?? [];
  const older = useOlder(whole);
  const known = useRef(new Map<string, { id: string; name: string }>());
  for (const one of people) known.current.set(one.id, one);
  for (const one of whole.members) known.current.set(one.user_id, { id: one.user_id, name: one.name });
  const last = whole.messages[whole.messages.length - 1]?.id;
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [last]);
  const send = (): void => {
    if (words.trim() === "" || busy) return;
    setBusy(true);
    changed(api.say(whole.room.id, words, named(words, [...known.current.values()]).slice(0, 10)))
      .then(() => setWords(""), sayError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.talk} aria-label={t("rooms.talk")}>
      <h2>{t("rooms.talk")}</h2>
      <ol>
        {older.more !== null && (
          <Button type="link" size="small" onClick={older.more}>
            {t("action.more")}
          </Button>
        )}
        {[...older.items, ...whole.messages].map((message) => (
          <Said key={message.id} message={message} />
        ))}
        {whole.messages.length === 0 && <p className="muted">{t("rooms.talk_none")}</p>}
        <li ref={end} aria-hidden />
      </ol>
      {whole.state !== "archived" && (
        <div className={css.say}>
          <Mentions
            value={words}
            maxLength={1000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            placeholder={t("rooms.say")}
            aria-label={t("rooms.say")}
            options={people.map((one) => ({ value: one.name, label: one.name, key: one.id }))}
            filterOption={false}
            onSearch={setAsked}
            onChange={setWords}
            onPressEnter={(event) => {
              if (event.shiftKey || composing(event) || event.defaultPrevented) return;
              event.preventDefault();
              send();
            }}
          />
          <Button loading={busy} disabled={words.trim() === ""} onClick={send}>
            {t("rooms.send")}
          </Button>
        </div>
      )}
    </section>
  );
}
