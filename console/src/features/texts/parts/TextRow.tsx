import { ChevronRight } from "lucide-react";
import type { TextSlot, Wording } from "@/api/types";
import { Tag } from "@/design";
import { locale, t, tCode } from "@/i18n";
import css from "./texts.module.css";

interface Props {
  slot: TextSlot;
  said: Wording;
  own: boolean;
  open: boolean;
  wrong: boolean;
  choose: () => void;
  children: React.ReactNode;
}

/** One text by its name and what it says; opened, what can be changed of it. */
export function TextRow({ slot, said, own, open, wrong, choose, children }: Props) {
  const [shown, ...others] = locale() === "en" ? said.en : said.zh;
  return (
    <li className={open ? css.open : undefined}>
      <button type="button" className={css.row} aria-expanded={open} onClick={choose}>
        <ChevronRight size={14} aria-hidden />
        <b>{tCode("text", slot.key)}</b>
        <span className={css.shown}>{shown}</span>
        {others.length > 0 && <small className="muted">{t("texts.others", { count: others.length })}</small>}
        {wrong ? <Tag tone="red">{t("texts.wrong")}</Tag> : own && <Tag tone="brand">{t("texts.own")}</Tag>}
      </button>
      {open && children}
    </li>
  );
}
