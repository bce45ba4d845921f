import Button from "antd/es/button";
import Dropdown from "antd/es/dropdown";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import Segmented from "antd/es/segmented";
import { Download, NotebookText, PencilLine, Plus, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import type { LibraryTemplate, TemplateLibrary } from "@/api/types";
import { Bones, Empty, Failed, IconButton, Page, Tag, sayDone, sayError } from "@/design";
import { Named } from "@/features/macros";
import { locale, t, tCode } from "@/i18n";
import css from "../parts/settings.module.css";
import { PackDialog } from "../parts/templates/PackDialog";
import { TemplateDialog } from "../parts/templates/TemplateDialog";
import own from "../parts/templates/templates.module.css";
import { dropTemplate, exportAddress, grouped, teamName, titleOf, useLibrary } from "../templates";

type Open = { at: "edit"; kept: LibraryTemplate | null } | { at: "import" } | null;

function Line({ one, teams, edit }: { one: LibraryTemplate; teams: TemplateLibrary["teams"]; edit: () => void }) {
  const its = teams.find(({ id }) => id === one.team_id);
  const team = its && teamName(its);
  const drop = (): void =>
    void dropTemplate(one).then(() => sayDone(t("templates.dropped", { name: titleOf(one) })), sayError);
  return (
    <li className={css.line}>
      <div>
        <b>{titleOf(one)}</b>
        {one.shortcut !== "" && <Tag>/{one.shortcut}</Tag>}{" "}
        {one.scope !== "all" && <Tag tone="brand">{team ?? tCode("template_scope", one.scope)}</Tag>}
        <small className={own.reads}>
          <Named text={(locale() === "en" && one.body_en) || one.body} />
        </small>
      </div>
      <small className="muted">{t("templates.used", { count: one.used })}</small>
      {one.editable && (
        <>
          <IconButton
            label={t("templates.edit", { name: titleOf(one) })}
            icon={<PencilLine size={15} aria-hidden />}
            onClick={edit}
          />
          <Popconfirm
            title={t("templates.drop_sure", { name: titleOf(one) })}
            okText={t("action.delete")}
            cancelText={t("action.cancel")}
            onConfirm={drop}
          >
            <IconButton label={t("templates.drop", { name: titleOf(one) })} icon={<Trash2 size={15} aria-hidden />} />
          </Popconfirm>
        </>
      )}
    </li>
  );
}

function Listed({ library, open }: { library: TemplateLibrary; open: (what: Open) => void }) {
  const [q, setQ] = useState("");
  const [scope, setScope] = useState("");
  const groups = grouped(library.items, q, scope);
  return (
    <>
      <div className={own.filters} role="search">
        <Input
          allowClear
          value={q}
          placeholder={t("templates.look")}
          aria-label={t("templates.look")}
          onChange={(event) => setQ(event.target.value)}
        />
        <Segmented
          value={scope}
          onChange={setScope}
          options={[
            { value: "", label: t("templates.every") },
            ...(["all", "team", "own"] as const).map((one) => ({ value: one, label: tCode("template_scope", one) })),
          ]}
        />
      </div>
      {groups.length === 0 && <p className="muted">{t("settings.look_none")}</p>}
      {groups.map(([name, items]) => (
        <section key={name} className={css.part}>
          <h3>
            {name} <span className="num muted">{items.length}</span>
          </h3>
          <ul className={css.lines}>
            {items.map((one) => (
              <Line key={one.id} one={one} teams={library.teams} edit={() => open({ at: "edit", kept: one })} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** Ready texts: everybody's, a team's, one's own. */
export function Templates() {
  const query = useLibrary();
  const [open, setOpen] = useState<Open>(null);
  const formats = (["csv", "json"] as const).map((format) => ({
    key: format,
    label: <a href={exportAddress(format)}>{format.toUpperCase()}</a>,
  }));
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setOpen({ at: "edit", kept: null })}>
      {t("templates.new")}
    </Button>
  );
  const actions = (
    <div className={own.actions}>
      {query.data?.shares && (
        <>
          <Button icon={<Upload size={14} aria-hidden />} onClick={() => setOpen({ at: "import" })}>
            {t("templates.import")}
          </Button>
          <Dropdown menu={{ items: formats }} trigger={["click"]}>
            <Button icon={<Download size={14} aria-hidden />}>{t("templates.export")}</Button>
          </Dropdown>
        </>
      )}
      {add}
    </div>
  );
  return (
    <Page
      title={t("settings.templates")}
      text={t("templates.text")}
      action={query.data && (query.data.shares || query.data.keeps) && actions}
    >
      {query.isPending && <Bones rows={8} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <Empty
          icon={<NotebookText size={20} aria-hidden />}
          title={t("templates.none")}
          text={t("templates.none_hint")}
        />
      )}
      {query.data !== undefined && query.data.items.length > 0 && <Listed library={query.data} open={setOpen} />}
      {open?.at === "edit" && query.data && (
        <TemplateDialog kept={open.kept} library={query.data} close={() => setOpen(null)} />
      )}
      {open?.at === "import" && <PackDialog close={() => setOpen(null)} />}
    </Page>
  );
}
