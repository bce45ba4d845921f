import { Bot, Headset, StickyNote, User } from "lucide-react";
import type { CustomerRow, Found } from "@/api/types";
import { Ago, Avatar, ChannelIcon, Tag, TierTag, linkTo } from "@/design";
import { t, tCode } from "@/i18n";
import { openCustomer, placeOf } from "../data";
import { Marked } from "./Marked";
import css from "./found.module.css";

function Author({ hit }: { hit: Found["hit"] }) {
  const Icon =
    hit.kind === "note" ? StickyNote : { customer: User, agent: Headset, bot: Bot, system: Bot }[hit.author_kind];
  return (
    <span className={css.author}>
      <Icon size={12} aria-hidden />
      {hit.kind === "note" ? t("composer.note") : hit.author_kind === "bot" ? t("message.bot") : hit.author_name}
    </span>
  );
}

export function FoundRow({ found }: { found: Found }) {
  const { row, hit, hits } = found;
  return (
    <a data-result className={css.row} {...linkTo(placeOf(found))}>
      <Avatar name={row.customer.name} initials={row.customer.initials} size={34} />
      <span className={css.body}>
        <span className={css.line}>
          <b className="cut">{row.customer.name}</b>
          <TierTag tier={row.customer.tier} />
          <ChannelIcon channel={row.channel} size={12} />
          {row.phase !== "closed" && <Tag>{tCode("phase", row.phase)}</Tag>}
          {row.tags.slice(0, 3).map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
          {row.agent !== null && <small className="cut">{row.agent.name}</small>}
          <span className={css.fill} />
          {hits > 1 && <small className="num">{t("search.hits", { count: hits })}</small>}
          <Ago at={hit.at} className={css.ago} />
        </span>
        <span className={css.said}>
          <Author hit={hit} />
          <Marked parts={hit.parts} />
        </span>
      </span>
    </a>
  );
}

export function CustomerFound({ row }: { row: CustomerRow }) {
  return (
    <button type="button" data-result className={css.row} onClick={() => void openCustomer(row)}>
      <Avatar name={row.name} size={34} />
      <span className={css.body}>
        <span className={css.line}>
          <b className="cut">{row.name}</b>
          <TierTag tier={row.tier} />
        </span>
        <small className="cut num">{[row.title, row.city, ...row.tags].filter(Boolean).join(" · ")}</small>
      </span>
    </button>
  );
}
