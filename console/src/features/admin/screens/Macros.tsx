import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import { ListChecks, PencilLine, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Macro } from "@/api/types";
import { Bones, Empty, Failed, IconButton, Page, Tag, sayDone, sayError } from "@/design";
import { detailOf, dropMacro, kindWord, useMacros, useNames } from "@/features/macros";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { MacroDialog } from "../parts/macros/MacroDialog";
import css from "../parts/settings.module.css";

function drop(macro: Macro): void {
  dropMacro(macro).then(() => sayDone(t("macro.dropped", { name: macro.name })), sayError);
}

function Line({ macro, titles, open }: { macro: Macro; titles: Record<string, string>; open: () => void }) {
  const names = useNames(titles);
  const steps = macro.steps.map((step) => [kindWord(step.do), detailOf(step, names)].filter(Boolean).join(" "));
  return (
    <li className={css.line}>
      <ListChecks size={16} aria-hidden />
      <div>
        <b>{macro.name}</b>
        {macro.shortcut !== "" && <Tag>/{macro.shortcut}</Tag>}
        <small>{steps.join(" → ")}</small>
        <small>
          {macro.mine
            ? t("macro.used", { count: macro.used })
            : t("macro.used_of", { count: macro.used, name: macro.owner })}
        </small>
      </div>
      {macro.editable && (
        <>
          <IconButton
            label={t("macro.edit", { name: macro.name })}
            icon={<PencilLine size={15} aria-hidden />}
            onClick={open}
          />
          <Popconfirm
            title={t("macro.drop_sure", { name: macro.name })}
            okText={t("action.delete")}
            cancelText={t("action.cancel")}
            onConfirm={() => drop(macro)}
          >
            <IconButton label={t("macro.drop", { name: macro.name })} icon={<Trash2 size={15} aria-hidden />} />
          </Popconfirm>
        </>
      )}
    </li>
  );
}

/** Macros: my own and those shared with everybody. */
export function Macros() {
  const sharer = can(useSession(), "conversations.assign");
  const list = useMacros();
  const [open, setOpen] = useState<{ macro: Macro | null } | null>(null);
  const titles = list.data?.titles ?? {};
  const parts = [
    { title: t("macro.own"), items: list.data?.items.filter((macro) => !macro.shared) ?? [] },
    { title: t("macro.shared"), items: list.data?.items.filter((macro) => macro.shared) ?? [] },
  ];
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setOpen({ macro: null })}>
      {t("macro.new")}
    </Button>
  );
  return (
    <Page title={t("settings.macros")} text={t("macro.page_text")} action={list.data?.items.length ? add : undefined}>
      {list.isPending && <Bones rows={5} />}
      {list.isError && list.data === undefined && <Failed error={list.error} retry={() => void list.refetch()} />}
      {list.data?.items.length === 0 && (
        <Empty
          icon={<ListChecks size={20} aria-hidden />}
          title={t("macro.none")}
          text={t("macro.none_hint")}
          action={add}
        />
      )}
      {parts.map(
        ({ title, items }) =>
          items.length > 0 && (
            <section key={title} className={css.part}>
              <h3>{title}</h3>
              <ul className={css.lines}>
                {items.map((macro) => (
                  <Line key={macro.id} macro={macro} titles={titles} open={() => setOpen({ macro })} />
                ))}
              </ul>
            </section>
          ),
      )}
      {open !== null && <MacroDialog macro={open.macro} titles={titles} sharer={sharer} close={() => setOpen(null)} />}
    </Page>
  );
}
