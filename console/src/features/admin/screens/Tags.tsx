import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import { Merge, PencilLine, Plus, Tags as Icon, Trash2 } from "lucide-react";
import { useState } from "react";
import type { KeptTag } from "@/api/types";
import { Bones, Empty, Failed, IconButton, Page, Tag, sayDone, sayError } from "@/design";
import { TAG_TONE } from "@/features/conversations";
import { t, tCode } from "@/i18n";
import { relative } from "@/i18n/format";
import { JoinDialog, TagDialog } from "../parts/TagDialogs";
import reasons from "../parts/reasons/reasons.module.css";
import css from "../parts/settings.module.css";
import { dropTag, useKeptTags } from "../tags";

type Open = { at: "edit"; tag: KeptTag | null } | { at: "join"; tag: KeptTag } | null;

function Line({ tag, open }: { tag: KeptTag; open: (what: Open) => void }) {
  const drop = (): void => void dropTag(tag).then(() => sayDone(t("tag_list.dropped", { name: tag.name })), sayError);
  return (
    <li className={css.line}>
      <div>
        <Tag tone={TAG_TONE[tag.tone] ?? "plain"}>{tag.name}</Tag>
        <small>
          {[
            tag.tone === "" ? "" : tCode("tag_tone", tag.tone),
            t("tag_list.recent", { count: tag.recent }),
            tag.used_at === null
              ? t("tag_list.never")
              : t("tag_list.used", { time: relative(tag.used_at, Date.now()) }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
      <IconButton
        label={t("groups.rename", { name: tag.name })}
        icon={<PencilLine size={15} aria-hidden />}
        onClick={() => open({ at: "edit", tag })}
      />
      <IconButton
        label={t("tag_list.join_title", { name: tag.name })}
        icon={<Merge size={15} aria-hidden />}
        onClick={() => open({ at: "join", tag })}
      />
      {tag.recent === 0 && (
        <Popconfirm
          title={t("tag_list.drop_sure", { name: tag.name })}
          okText={t("action.delete")}
          cancelText={t("action.cancel")}
          onConfirm={drop}
        >
          <IconButton label={t("tag_list.drop", { name: tag.name })} icon={<Trash2 size={15} aria-hidden />} />
        </Popconfirm>
      )}
    </li>
  );
}

/** Tags of the house: those in use, and those that are given no more. */
export function Tags() {
  const query = useKeptTags();
  const [q, setQ] = useState("");
  const [open, setOpen] = useState<Open>(null);
  const found = query.data?.filter((tag) => tag.name.toLowerCase().includes(q.trim().toLowerCase())) ?? [];
  const parts = [
    { title: t("tag_list.in_use"), tags: found.filter((tag) => !tag.retired) },
    { title: t("reasons.retired"), tags: found.filter((tag) => tag.retired) },
  ];
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => setOpen({ at: "edit", tag: null })}>
      {t("tag_list.new")}
    </Button>
  );
  return (
    <Page title={t("settings.tags")} text={t("tag_list.text")} action={query.data?.length ? add : undefined}>
      {query.isPending && <Bones rows={6} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty
          icon={<Icon size={20} aria-hidden />}
          title={t("tag_list.none")}
          text={t("tag_list.none_hint")}
          action={add}
        />
      )}
      {query.data !== undefined && query.data.length > 8 && (
        <Input
          allowClear
          className={reasons.search ?? ""}
          value={q}
          placeholder={t("tag_list.look")}
          aria-label={t("tag_list.look")}
          onChange={(event) => setQ(event.target.value)}
        />
      )}
      {query.data !== undefined && query.data.length > 0 && found.length === 0 && (
        <p className="muted">{t("settings.look_none")}</p>
      )}
      {parts.map(
        ({ title, tags }) =>
          tags.length > 0 && (
            <section key={title} className={css.part}>
              <h3>{title}</h3>
              <ul className={css.lines}>
                {tags.map((tag) => (
                  <Line key={tag.id} tag={tag} open={setOpen} />
                ))}
              </ul>
            </section>
          ),
      )}
      {open?.at === "edit" && <TagDialog tag={open.tag} close={() => setOpen(null)} />}
      {open?.at === "join" && <JoinDialog tag={open.tag} all={query.data ?? []} close={() => setOpen(null)} />}
    </Page>
  );
}
