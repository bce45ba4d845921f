import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { Equal, PencilLine, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { SynonymLine } from "@/api/types";
import { Bones, Empty, Failed, IconButton, Page, Tag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { relative } from "@/i18n/format";
import { LineDialog } from "../parts/LineDialog";
import { TryQuestion } from "../parts/TryQuestion";
import css from "../parts/synonyms.module.css";
import { dropLine, useSynonyms } from "../data";

function Line({ line, edit }: { line: SynonymLine; edit: () => void }) {
  const name = line.words[0] ?? "";
  const drop = (): void => void dropLine(line).then(() => sayDone(t("synonyms.dropped")), sayError);
  return (
    <li>
      <div>
        {line.words.map((word, at) => (
          <Tag key={word} tone={at === 0 ? "brand" : "plain"}>
            {word}
          </Tag>
        ))}
        <small className="muted">
          {t("synonyms.by", { name: line.by_name, time: relative(line.updated_at, Date.now()) })}
        </small>
      </div>
      <IconButton
        label={t("synonyms.change_of", { name })}
        icon={<PencilLine size={15} aria-hidden />}
        onClick={edit}
      />
      <Popconfirm
        title={t("synonyms.drop_sure", { name })}
        okText={t("action.delete")}
        cancelText={t("action.cancel")}
        onConfirm={drop}
      >
        <IconButton label={t("synonyms.drop", { name })} icon={<Trash2 size={15} aria-hidden />} />
      </Popconfirm>
    </li>
  );
}

/** Words that the search takes for the same: the house's, and those that ship. */
export function Synonyms() {
  const query = useSynonyms();
  const [open, setOpen] = useState<SynonymLine | "new" | null>(null);
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setOpen("new")}>
      {t("synonyms.new")}
    </Button>
  );
  const page = query.data;
  return (
    <Page title={t("settings.synonyms")} text={t("synonyms.text")} action={page?.items.length ? add : undefined}>
      {query.isPending && <Bones rows={6} />}
      {query.isError && page === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Empty
          icon={<Equal size={20} aria-hidden />}
          title={t("synonyms.none")}
          text={t("synonyms.none_hint")}
          action={add}
        />
      )}
      {page !== undefined && page.items.length > 0 && (
        <section className={css.part}>
          <h3>{t("synonyms.own", { count: page.items.length, most: page.most })}</h3>
          <ul className={css.lines}>
            {page.items.map((line) => (
              <Line key={line.id} line={line} edit={() => setOpen(line)} />
            ))}
          </ul>
        </section>
      )}
      {page !== undefined && <TryQuestion />}
      {page !== undefined && (
        <details className={css.part}>
          <summary>{t("synonyms.shipped", { count: page.shipped.length })}</summary>
          <ul className={css.shipped}>
            {page.shipped.map((words) => (
              <li key={words[0]}>{words.join(" · ")}</li>
            ))}
          </ul>
        </details>
      )}
      {open !== null && <LineDialog line={open === "new" ? null : open} close={() => setOpen(null)} />}
    </Page>
  );
}
