import Select from "antd/es/select";
import { Link2Off, Plus } from "lucide-react";
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import type { Linked } from "@/api/types";
import { Ago, Drop, IconButton, Tag, linkTo, sayError, serverNow } from "@/design";
import { Section } from "@/features/customers";
import { t, tCode } from "@/i18n";
import { dateTime } from "@/i18n/format";
import { findRows } from "../../finding";
import { link, unlink, useLinks } from "../../links";
import css from "./about.module.css";

const ENOUGH = 2;

/** Finds another conversation by what was said in it, or by its address, and links it. */
function Finder({ id, linked, done }: { id: string; linked: Linked[]; done: () => void }) {
  const [q, setQ] = useState("");
  const words = q.trim();
  const { data, isFetching } = useQuery({
    queryKey: ["link-search", words],
    queryFn: ({ signal }) => findRows(words, signal),
    enabled: words.length >= ENOUGH,
    placeholderData: (before) => before,
  });
  const known = new Set([id, ...linked.map((item) => item.row.id)]);
  const rows = words.length < ENOUGH ? [] : (data ?? []).filter((row) => !known.has(row.id));
  return (
    <Select<string>
      autoFocus
      open
      showSearch={{ searchValue: q, onSearch: setQ, filterOption: false }}
      className={css.finder}
      value={null}
      aria-label={t("links.find")}
      placeholder={t("links.find")}
      notFoundContent={words.length < ENOUGH || isFetching ? null : t("links.nothing")}
      options={rows.map((row) => ({
        value: row.id,
        label: `${row.customer.name} · ${row.subject || tCode("phase", row.phase)}`,
      }))}
      onChange={(other) => {
        link(id, other).catch(sayError);
        done();
      }}
    />
  );
}

function LinkedRow({ id, item }: { id: string; item: Linked }) {
  const { row } = item;
  const who = t("links.by", { name: item.by, at: dateTime(item.at, serverNow()) });
  return (
    <li className={css.link}>
      <a {...linkTo(`/desk/${row.id}?view=${row.phase === "closed" ? "closed" : "all"}`)} title={who}>
        <span className={css.linkHead}>
          <b className="cut">{row.customer.name}</b>
          <Tag>{tCode("phase", row.phase)}</Tag>
          <Ago at={row.last_at} className={css.ago} />
        </span>
        <span className="cut">{row.subject}</span>
      </a>
      <IconButton
        label={t("links.remove", { name: row.customer.name })}
        icon={<Link2Off size={14} aria-hidden />}
        onClick={() => void unlink(id, row.id).catch(sayError)}
      />
    </li>
  );
}

/** Other conversations about the same thing. */
export function Links({ id }: { id: string }) {
  const links = useLinks(id);
  const add = (
    <Drop content={(close) => <Finder id={id} linked={links} done={close} />}>
      {() => <IconButton label={t("links.add")} icon={<Plus size={15} aria-hidden />} />}
    </Drop>
  );
  return (
    <Section name="links" title={t("links.title")} count={links.length} action={add}>
      {links.length === 0 ? (
        <p className="muted">{t("links.none")}</p>
      ) : (
        <ul className={css.links}>
          {links.map((item) => (
            <LinkedRow key={item.row.id} id={id} item={item} />
          ))}
        </ul>
      )}
    </Section>
  );
}
