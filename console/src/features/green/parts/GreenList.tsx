import Button from "antd/es/button";
import { BellRing, Hand } from "lucide-react";
import type { Row } from "@/api/types";
import { ChannelIcon, EmotionMark, Since, Tag, TierTag, linkTo } from "@/design";
import { usePeople } from "@/features/people";
import { useSession } from "@/features/session";
import { queueName, t, tCode } from "@/i18n";
import { raisedAt, useGreen, useTake } from "../data";
import css from "./green.module.css";

function Waiting({ row }: { row: Row }) {
  const queue = usePeople((state) => (row.queue_id === null ? undefined : state.queues[row.queue_id]));
  return (
    <>
      <span className={css.since}>
        <Since at={raisedAt(row)} />
      </span>
      <a className={css.who} {...linkTo(`/insight/floor/${row.id}`)}>
        <b className="cut">{row.customer.name}</b>
        <TierTag tier={row.customer.tier} />
        <ChannelIcon channel={row.channel} />
        <span className="cut">{row.subject}</span>
      </a>
      <EmotionMark emotion={row.emotion} word />
      {queue && <span className="muted">{queueName(queue)}</span>}
      {row.phase === "offered" && <Tag>{tCode("phase", "offered")}</Tag>}
    </>
  );
}

/** Before anything else on the floor: urgent complaints that nobody has taken yet, the longest on top. */
export function GreenList() {
  const session = useSession();
  const rows = useGreen();
  const { may, busy, take } = useTake(session);
  if (rows.length === 0) return null;
  return (
    <section className={css.list} aria-label={t("green.title")}>
      <h2>
        <BellRing size={16} aria-hidden />
        {t("green.title")}
        <span className="num">{rows.length}</span>
        {may && <small>{t("green.key")}</small>}
      </h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Waiting row={row} />
            {may && (
              <Button
                size="small"
                danger
                type="primary"
                loading={busy === row.id}
                icon={<Hand size={13} aria-hidden />}
                onClick={() => take(row)}
              >
                {t("action.claim")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
