import Button from "antd/es/button";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import Table from "antd/es/table";
import { DoorOpen } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { RoomLine, RoomsShown } from "@/api/cocreation";
import { Bones, Empty, Failed, Page, linkTo } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { SHOWN, useRooms, useTimes } from "../data";
import { OpenDialog } from "../parts/OpenRoom";
import { RulesDialog } from "../parts/RulesDialog";
import { Times } from "../parts/Times";
import { Deadline } from "../parts/Way";
import { way } from "../state";
import css from "../parts/cocreation.module.css";

function stage(room: RoomLine): string {
  const reached = way(room).filter((stop) => stop.at !== null);
  return tCode("rooms.stop", reached[reached.length - 1]?.code ?? "asked");
}

function People({ room }: { room: RoomLine }) {
  const more = room.members - room.names.length;
  return <>{room.names.join(t("list.comma")) + (more > 0 ? t("rooms.and_more", { count: more }) : "")}</>;
}

function List({ items }: { items: RoomLine[] }) {
  return (
    <Table<RoomLine>
      rowKey="id"
      size="middle"
      dataSource={items}
      pagination={false}
      scroll={{ x: 820 }}
      columns={[
        {
          title: t("rooms.about"),
          render: (_, room) => <a {...linkTo(`/knowledge/rooms/${room.id}`)}>{room.title || t("rooms.untitled")}</a>,
        },
        { title: t("rooms.source"), width: 90, render: (_, room) => tCode("rooms.source_of", room.source) },
        { title: t("rooms.stage"), width: 100, render: (_, room) => stage(room) },
        {
          title: t("rooms.waits_for"),
          width: 150,
          render: (_, room) => (room.published_at === null ? room.waits_for.join(t("list.comma")) : ""),
        },
        { title: t("rooms.people"), width: 190, render: (_, room) => <People room={room} /> },
        {
          title: t("rooms.due"),
          width: 170,
          render: (_, room) => room.archived_at === null && <Deadline due={room.due_at} done={room.published_at} />,
        },
      ]}
    />
  );
}

/** Every room of the house, and how long its answers took. */
export function Rooms() {
  const session = useSession();
  const may = can(session, "cocreation.publish");
  const [shown, setShown] = useState<RoomsShown>("open");
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<"room" | "rules" | null>(null);
  const q = useDeferredValue(words);
  const query = useRooms(shown, q);
  const times = useTimes();
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const counts = query.data?.pages[0]?.counts ?? {};
  return (
    <Page
      title={t("rooms.title")}
      text={t("rooms.text")}
      action={
        may && (
          <div className={css.acts}>
            <Button onClick={() => setOpen("rules")}>{t("rooms.rules")}</Button>
            <Button type="primary" onClick={() => setOpen("room")}>
              {t("rooms.open")}
            </Button>
          </div>
        )
      }
    >
      {times.data !== undefined && <Times times={times.data} />}
      <div className={css.top}>
        <Segmented<RoomsShown>
          value={shown}
          onChange={setShown}
          aria-label={t("rooms.state")}
          options={SHOWN.map((value) => ({ value, label: `${tCode("room_state", value)} ${counts[value] ?? 0}` }))}
        />
        <Input.Search
          allowClear
          className={css.look}
          value={words}
          maxLength={100}
          placeholder={t("rooms.search")}
          aria-label={t("rooms.search")}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      {query.isPending && <Bones rows={6} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && items.length === 0 && (
        <Empty
          icon={<DoorOpen size={20} aria-hidden />}
          title={q.trim() === "" ? tCode("rooms_none", shown) : t("rooms.not_found")}
          text={t("rooms.none_hint")}
        />
      )}
      {items.length > 0 && <List items={items} />}
      {query.hasNextPage && (
        <Button type="link" block loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
      {open === "room" && <OpenDialog source={null} close={() => setOpen(null)} />}
      {open === "rules" && <RulesDialog close={() => setOpen(null)} />}
    </Page>
  );
}
