import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import { useState } from "react";
import type { GapWhole } from "@/api/types";
import { Bones, Failed, linkTo, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { relative } from "@/i18n/format";
import { OpenRoom } from "@/features/cocreation";
import { ignoreGap, useGap } from "../data";
import { AddDialog } from "./AddDialog";
import { WriteDialog } from "./WriteDialog";
import css from "./gaps.module.css";

function Acts({ whole }: { whole: GapWhole }) {
  const { gap, article } = whole;
  const [open, setOpen] = useState<"write" | "add" | null>(null);
  const ignore = (ignored: boolean): void =>
    void ignoreGap(gap, ignored).then(() => sayDone(ignored ? t("gaps.ignored") : t("gaps.reopened")), sayError);
  if (gap.article_id !== null)
    return (
      <p>
        {t("gaps.has_article")} <a {...linkTo(`/knowledge/${gap.article_id}`)}>{article}</a>
      </p>
    );
  return (
    <div className={css.acts}>
      <Button type="primary" onClick={() => setOpen("write")}>
        {t("gaps.write")}
      </Button>
      <Button onClick={() => setOpen("add")}>{t("gaps.add")}</Button>
      <OpenRoom source={{ kind: "gap", id: gap.id, title: gap.title }} />
      <Button onClick={() => ignore(gap.state !== "ignored")}>
        {gap.state === "ignored" ? t("gaps.reopen") : t("gaps.ignore")}
      </Button>
      {open === "write" && <WriteDialog whole={whole} close={() => setOpen(null)} />}
      {open === "add" && <AddDialog whole={whole} close={() => setOpen(null)} />}
    </div>
  );
}

function Told({ whole }: { whole: GapWhole }) {
  return (
    <>
      <Acts whole={whole} />
      <h3 className={css.sub}>{t("gaps.questions", { count: whole.questions.length })}</h3>
      <ul className={css.questions}>
        {whole.questions.map((one) => (
          <li key={`${one.conversation_id}/${one.seq}`}>
            <span>{one.text}</span>
            <a {...linkTo(`/desk/${one.conversation_id}?view=all`)}>{relative(one.at, Date.now())}</a>
          </li>
        ))}
      </ul>
      <h3 className={css.sub}>{t("gaps.replies")}</h3>
      {whole.replies.length === 0 && <p className="muted">{t("gaps.no_replies")}</p>}
      <ul className={css.replies}>
        {whole.replies.map((one) => (
          <li key={one.conversation_id}>{one.text}</li>
        ))}
      </ul>
    </>
  );
}

/** A gap: what was asked, in which talks, what agents said, and what to make of it. */
export function GapView({ id, close }: { id: string; close: () => void }) {
  const query = useGap(id);
  return (
    <Drawer open title={query.data?.gap.title ?? t("gaps.title")} onClose={close} size={560}>
      {query.isPending && <Bones rows={6} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <Told whole={query.data} />}
    </Drawer>
  );
}
