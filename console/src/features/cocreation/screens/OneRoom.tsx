import Button from "antd/es/button";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import type { PartName, RoomOut } from "@/api/cocreation";
import { Bones, Failed, linkTo, sayError, sayInfo } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { dateAndTime } from "@/i18n/format";
import { PARTS, api, changed, useHere, useRoom } from "../data";
import { Approval } from "../parts/Approval";
import { ChangeDialog } from "../parts/ChangeDialog";
import { Part } from "../parts/Part";
import { Join, People } from "../parts/People";
import { Talk } from "../parts/Talk";
import { Deadline, Way } from "../parts/Way";
import { me } from "../state";
import css from "../parts/cocreation.module.css";

function Source({ whole }: { whole: RoomOut }) {
  const session = useSession();
  const { source, source_id: id } = whole.room;
  if (source === "gap" && whole.source_title === null) return <span className="muted">{t("rooms.source_gone")}</span>;
  if (source === "gap" && can(session, "knowledge.write"))
    return <a {...linkTo(`/gaps/${id}`)}>{tCode("rooms.source_of", source)}</a>;
  if (source === "conversation" && id !== null && can(session, "desk.use"))
    return <a {...linkTo(`/desk/${id}?view=all`)}>{tCode("rooms.source_of", source)}</a>;
  return <span className="muted">{tCode("rooms.source_of", source)}</span>;
}

function Asked({ whole }: { whole: RoomOut }) {
  const session = useSession();
  if (whole.questions.length === 0) return null;
  return (
    <section aria-label={t("rooms.asked")}>
      <h2>
        {t("rooms.asked")} <Source whole={whole} />
      </h2>
      <ul className={css.asked}>
        {whole.questions.map((one) => (
          <li key={`${one.at}${one.text}`}>
            <span>{one.text}</span>
            {one.conversation_id !== null && can(session, "desk.use") ? (
              <a {...linkTo(`/desk/${one.conversation_id}?view=all`)}>{dateAndTime(one.at)}</a>
            ) : (
              <small className="muted">{dateAndTime(one.at)}</small>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Head({ whole, leads, joined }: { whole: RoomOut; leads: boolean; joined: boolean }) {
  const { room } = whole;
  const [open, setOpen] = useState(false);
  const archive = (archived: boolean): void =>
    void changed(api.archive(room.id, archived)).then(
      () => sayInfo(archived ? t("rooms.archived_done") : t("rooms.restored_done")),
      sayError,
    );
  return (
    <header className={css.head}>
      <h1>
        <a {...linkTo("/knowledge/rooms")} aria-label={t("rooms.back")}>
          <ArrowLeft size={18} aria-hidden />
        </a>
        {room.title || t("rooms.untitled")}
      </h1>
      {whole.state === "archived" ? t("rooms.is_archived") : <Deadline due={room.due_at} done={room.published_at} />}
      {!joined && whole.state === "open" && <Join id={room.id} />}
      {leads && whole.state === "open" && <Button onClick={() => setOpen(true)}>{t("rooms.change")}</Button>}
      {leads && (
        <Button onClick={() => archive(whole.state !== "archived")}>
          {whole.state === "archived" ? t("rooms.restore") : t("rooms.archive")}
        </Button>
      )}
      {open && <ChangeDialog whole={whole} close={() => setOpen(false)} />}
    </header>
  );
}

function Open({ whole }: { whole: RoomOut }) {
  const session = useSession();
  const [writes, setWrites] = useState<PartName | "">("");
  const here = useHere(whole.room.id, writes, true);
  const mine = me(whole, session.user.id);
  const leads = can(session, "cocreation.publish") || mine?.role === "owner";
  const mayWrite = whole.state === "open" && mine !== null;
  return (
    <div className={css.room}>
      <Head whole={whole} leads={leads} joined={mine !== null} />
      <Way room={whole.room} />
      <div className={css.columns}>
        <div>
          {PARTS.map((part) => (
            <Part
              key={part}
              whole={whole}
              part={part}
              mayWrite={mayWrite}
              writing={here
                .filter((one) => one.writes === part && one.user_id !== session.user.id)
                .map((one) => one.name)}
              attend={setWrites}
            />
          ))}
        </div>
        <aside>
          <Approval whole={whole} mine={mine} />
          <People whole={whole} here={here} leads={leads && whole.state === "open"} />
          <Talk whole={whole} />
          <Asked whole={whole} />
        </aside>
      </div>
    </div>
  );
}

/** One room: its times, the draft part by part, who has said yes, who is here, and what is said beside it. */
export function OneRoom({ id }: { id: string }) {
  const query = useRoom(id);
  if (query.data !== undefined) return <Open whole={query.data} />;
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Bones rows={8} />;
}
