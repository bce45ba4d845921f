import { Inbox, X } from "lucide-react";
import type { Row } from "@/api/types";
import {
  Bones,
  ChannelIcon,
  EmotionMark,
  Empty,
  Failed,
  IconButton,
  LaneMark,
  Since,
  Tag,
  TierTag,
  WaitClock,
  linkTo,
} from "@/design";
import { useListed } from "@/features/conversations";
import { t, tCode } from "@/i18n";
import { dateAndTime, timeOfDay } from "@/i18n/format";
import type { LiveAgent } from "../shapes";
import { Steer } from "./Steer";
import css from "./side.module.css";

function Talk({ row, agent }: { row: Row; agent: string }) {
  return (
    <li>
      <a className={css.talk} {...linkTo(`/insight/floor/${row.id}?agent=${agent}`)}>
        <span className={css.line}>
          <b className="cut">{row.customer.name}</b>
          <TierTag tier={row.customer.tier} />
          <span className={css.fill} />
          <WaitClock name={row.customer.name} due={row} />
        </span>
        <span className={css.line}>
          <ChannelIcon channel={row.channel} />
          <span className="cut">{row.preview?.kind === "text" ? row.preview.text : row.subject}</span>
          <span className={css.fill} />
          {row.phase !== "with_agent" && <Tag>{tCode("phase", row.phase)}</Tag>}
          <LaneMark row={row} />
          <EmotionMark emotion={row.emotion} word={row.emotion === "angry"} />
        </span>
      </a>
    </li>
  );
}

const RESTING: LiveAgent["state"][] = ["break", "away"];

interface Props {
  agent: LiveAgent;
  /** whether I may change their state and skills */
  steers: boolean;
  close: () => void;
}

/** One agent: how they are, and what they have in hand. Each conversation opens to be monitored. */
export function AgentSide({ agent, steers, close }: Props) {
  const { rows, error, again } = useListed({ view: "all", q: "", only: { agent: agent.id } });
  return (
    <aside className={css.side} aria-label={t("floor.agent", { name: agent.name })}>
      <header className={css.head}>
        <h2 className="cut">{agent.name}</h2>
        <Tag tone={agent.state === "talk" ? "brand" : RESTING.includes(agent.state) ? "amber" : "plain"}>
          {tCode("floor.state", agent.state)}
        </Tag>
        {agent.state !== "offline" && <Since at={agent.since} />}
        <span className={css.fill} />
        <span className="num">
          {agent.load}/{agent.capacity}
        </span>
        <IconButton label={t("floor.close_side")} keys="Esc" icon={<X size={16} aria-hidden />} onClick={close} />
      </header>
      <div className={css.body}>
        {agent.away_since !== null && (
          <p className="muted">
            {tCode("presence.reason", agent.reason ?? "away")} ·{" "}
            {t("floor.last_sign", { at: timeOfDay(agent.away_since) })}
          </p>
        )}
        {agent.gone_since !== null && (
          <p className="muted">
            {t("floor.signed_off", { at: dateAndTime(agent.since) })} ·{" "}
            {tCode("presence.reason", agent.reason ?? "long_away")} ·{" "}
            {t("floor.last_sign", { at: dateAndTime(agent.gone_since) })}
          </p>
        )}
        {steers && <Steer id={agent.id} />}
        <h3>{t("floor.agent", { name: agent.name })}</h3>
        {rows === null && (error ? <Failed error={error} retry={again} /> : <Bones rows={4} height={14} />)}
        {rows?.length === 0 && (
          <Empty
            icon={<Inbox size={20} aria-hidden />}
            title={t("floor.agent_none")}
            text={t("floor.agent_none_hint")}
          />
        )}
        {rows !== null && rows.length > 0 && (
          <ul className={css.talks}>
            {rows.map((row) => (
              <Talk key={row.id} row={row} agent={agent.id} />
            ))}
          </ul>
        )}
      </div>
    </aside>
  );
}
