import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import { Archive, ArchiveRestore, Trash2 } from "lucide-react";
import { useState } from "react";
import type { IntentLine, IntentsPage } from "@/api/types";
import { IconButton, sayDone, sayError, useUnsaved } from "@/design";
import { t } from "@/i18n";
import { changeIntent, dropIntent } from "../data";
import { intentName, percent } from "../words";
import { ExampleList } from "./ExampleList";
import css from "./understanding.module.css";

/** One intent: its names, what belongs to it, how well it is recognised, and its examples. */
export function IntentEditor({ one, page, may }: { one: IntentLine; page: IntentsPage; may: boolean }) {
  const kept = { name_zh: one.name_zh, name_en: one.name_en, about: one.about };
  const [draft, setDraft] = useState(kept);
  const [busy, setBusy] = useState(false);
  const dirty = (Object.keys(kept) as (keyof typeof kept)[]).some((name) => kept[name] !== draft[name]);
  useUnsaved(dirty);
  const save = (archived: boolean): void => {
    setBusy(true);
    changeIntent(one, draft, archived)
      .then(() => sayDone(t("intents.saved", { name: intentName(draft) })), sayError)
      .finally(() => setBusy(false));
  };
  const field = (name: keyof typeof kept) => ({
    value: draft[name],
    disabled: !may,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }),
  });
  return (
    <article className={css.editor}>
      <header>
        <h2 className="cut">{intentName(one)}</h2>
        {may && (
          <IconButton
            label={one.archived ? t("intents.take_back") : t("intents.archive")}
            icon={one.archived ? <ArchiveRestore size={15} aria-hidden /> : <Archive size={15} aria-hidden />}
            onClick={() => save(!one.archived)}
          />
        )}
        {may && one.examples === 0 && (
          <Popconfirm
            title={t("intents.drop_sure", { name: intentName(one) })}
            okText={t("action.delete")}
            cancelText={t("action.cancel")}
            onConfirm={() => void dropIntent(one.id).catch(sayError)}
          >
            <IconButton label={t("intents.drop")} icon={<Trash2 size={15} aria-hidden />} />
          </Popconfirm>
        )}
      </header>
      {one.archived && <p className={css.note}>{t("intents.archived_hint")}</p>}
      <p className="muted">
        <code>{one.code}</code> ·{" "}
        {one.recall === null
          ? t("intents.not_measured")
          : t("intents.quality", {
              precision: percent(one.precision),
              right: Math.round(one.recall * one.tested),
              count: one.tested,
            })}
      </p>
      <div className={css.fields}>
        <label>
          <span>{t("field.name_zh")}</span>
          <Input maxLength={40} {...field("name_zh")} />
        </label>
        <label>
          <span>{t("field.name_en")}</span>
          <Input maxLength={40} {...field("name_en")} />
        </label>
        <label className={css.whole}>
          <span>{t("intents.about_field")}</span>
          <Input.TextArea maxLength={400} autoSize={{ minRows: 1, maxRows: 5 }} {...field("about")} />
        </label>
        {dirty && (
          <span className={css.actions}>
            <Button type="primary" size="small" loading={busy} onClick={() => save(one.archived)}>
              {t("action.save")}
            </Button>
            <Button size="small" onClick={() => setDraft(kept)}>
              {t("action.cancel")}
            </Button>
          </span>
        )}
      </div>
      <ExampleList intent={one} page={page} may={may} />
    </article>
  );
}
