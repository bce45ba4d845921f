import Button from "antd/es/button";
import { useState } from "react";
import type { Member, RoomOut } from "@/api/cocreation";
import { exact, relative } from "@/i18n/format";
import { linkTo, sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { api, changed } from "../data";
import { allSaidYes, sides } from "../state";
import type { Side } from "../state";
import { PublishDialog } from "./PublishDialog";
import css from "./cocreation.module.css";

function Line({ one, open }: { one: Side; open: boolean }) {
  const when = one.at === null ? "" : relative(one.at, Date.now());
  return (
    <li data-yes={(one.by !== null && !one.void) || undefined}>
      <b>{one.side}</b>
      {one.by === null && <span className="muted">{t("rooms.not_yet")}</span>}
      {one.by !== null && !one.void && (
        <span className={css.good} title={one.at === null ? "" : exact(one.at)}>
          {t("rooms.said_yes", { by: one.by, when })}
        </span>
      )}
      {one.by !== null && one.void && open && <span className={css.soon}>{t("rooms.void", { by: one.by, when })}</span>}
    </li>
  );
}

function Out({ whole }: { whole: RoomOut }) {
  const session = useSession();
  const { room } = whole;
  const pinned = room.pinned_until !== null && Date.parse(room.pinned_until) > Date.now();
  const reads = can(session, "knowledge.write") || can(session, "knowledge.approve");
  return (
    <div className={css.out}>
      <p>{t("rooms.is_out", { by: room.published_by })}</p>
      {reads && room.article_id !== null && (
        <p>
          <a {...linkTo(`/knowledge/${room.article_id}`)}>{t("rooms.to_article")}</a>
          {room.note_id !== null && (
            <>
              {" · "}
              <a {...linkTo(`/knowledge/${room.note_id}`)}>{t("rooms.to_note")}</a>
            </>
          )}
        </p>
      )}
      {pinned && room.pinned_until !== null && <p>{t("rooms.pinned_until", { until: exact(room.pinned_until) })}</p>}
      {can(session, "cocreation.publish") && (
        <Button
          size="small"
          onClick={() =>
            void changed(api.pin(room.id, pinned ? 0 : 4)).then(
              () => sayDone(pinned ? t("rooms.unpinned") : t("rooms.pinned")),
              sayError,
            )
          }
        >
          {pinned ? t("rooms.unpin") : t("rooms.pin_again")}
        </Button>
      )}
    </div>
  );
}

/** Which sides have said yes to the draft as it is; and publishing it. */
export function Approval({ whole, mine }: { whole: RoomOut; mine: Member | null }) {
  const session = useSession();
  const [busy, setBusy] = useState(false);
  const [open, setOpen] = useState(false);
  const own = mine !== null && mine.side !== "" ? sides(whole).find((one) => one.side === mine.side) : undefined;
  const yes = own !== undefined && own.by !== null && !own.void;
  const written = whole.parts.some((one) => one.part === "body" && one.text !== "");
  const say = (): void => {
    setBusy(true);
    void changed(api.sayYes(whole.room.id, whole.room.draft_version, !yes))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.approval} aria-label={t("rooms.approval")}>
      <h2>{t("rooms.approval")}</h2>
      <ul>
        {sides(whole).map((one) => (
          <Line key={one.side} one={one} open={whole.state === "open"} />
        ))}
      </ul>
      {whole.state === "open" && (
        <div className={css.acts}>
          {own !== undefined && (
            <Button loading={busy} disabled={!written} onClick={say}>
              {yes ? t("rooms.take_back", { side: own.side }) : t("rooms.say_yes", { side: own.side })}
            </Button>
          )}
          {can(session, "cocreation.publish") && (
            <Button type="primary" disabled={!allSaidYes(whole)} onClick={() => setOpen(true)}>
              {t("rooms.publish")}
            </Button>
          )}
        </div>
      )}
      {whole.room.published_at !== null && <Out whole={whole} />}
      {open && <PublishDialog whole={whole} close={() => setOpen(false)} />}
    </section>
  );
}
