import AutoComplete from "antd/es/auto-complete";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import type { LibraryTemplate, TemplateLibrary } from "@/api/types";
import { sayDone } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { Named } from "@/features/macros";
import { t, tCode } from "@/i18n";
import { saveTemplate, teamName, unknownIn } from "../../templates";
import type { TemplateBody } from "../../templates";
import { TemplateText } from "../TemplateText";
import { showIn } from "../refused";
import css from "./templates.module.css";

const FIELDS = ["title", "title_en", "category", "category_en", "shortcut", "body", "body_en", "team_id"] as const;
const SCOPES = ["all", "team", "own"] as const;
const EMPTY = { title_en: "", category_en: "", body_en: "", shortcut: "", team_id: null };

/** The text as a customer may read it: variables by name, those that nobody knows said aloud. */
function Reads({ text }: { text: string }) {
  const unknown = unknownIn(text);
  if (text.trim() === "") return null;
  return (
    <Form.Item label={t("templates.reads")}>
      <p className={css.shown}>
        <Named text={text} />
      </p>
      {unknown.length > 0 && <p className={css.warn}>{t("templates.unknown", { names: unknown.join(", ") })}</p>}
    </Form.Item>
  );
}

/** A new template, or another text, name or place for one. */
export function TemplateDialog({
  kept,
  library: { items: all, teams, shares, keeps },
  close,
}: {
  kept: LibraryTemplate | null;
  library: TemplateLibrary;
  close: () => void;
}) {
  const [form] = Form.useForm<TemplateBody>();
  const [busy, setBusy] = useState(false);
  const scope = Form.useWatch("scope", form) ?? kept?.scope ?? (shares ? "all" : "own");
  const [body, bodyEn] = [Form.useWatch("body", form) ?? "", Form.useWatch("body_en", form) ?? ""];
  const save = (values: TemplateBody): void => {
    setBusy(true);
    saveTemplate(kept, { ...EMPTY, ...values, scope, body_en: values.body_en?.trim() ? values.body_en : null })
      .then(
        () => {
          sayDone(t("groups.saved"));
          close();
        },
        (error: unknown) => showIn(form, [...FIELDS], error),
      )
      .finally(() => setBusy(false));
  };
  const offered = (name: "category" | "category_en") =>
    [...new Set(all.map((one) => one[name]))].filter(Boolean).map((value) => ({ value }));
  const missing = [{ required: true, whitespace: true, message: t("groups.missing") }];
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={kept === null ? t("templates.new") : t("templates.edit", { name: kept.title })}
      okText={t("action.save")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={close}
      width={720}
    >
      <Form<TemplateBody>
        name="template"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scope, ...kept, body_en: kept?.body_en ?? "" }}
        onFinish={save}
      >
        <div className={css.pair}>
          <Form.Item name="title" label={t("templates.title")} rules={missing}>
            <Input autoFocus maxLength={120} autoComplete="off" />
          </Form.Item>
          <Form.Item name="title_en" label={t("templates.title_en")}>
            <Input maxLength={120} autoComplete="off" />
          </Form.Item>
          <Form.Item name="category" label={t("templates.category")} rules={missing}>
            <AutoComplete maxLength={40} options={offered("category")} showSearch={{ filterOption: true }} />
          </Form.Item>
          <Form.Item name="category_en" label={t("templates.category_en")}>
            <AutoComplete maxLength={40} options={offered("category_en")} showSearch={{ filterOption: true }} />
          </Form.Item>
          <Form.Item name="shortcut" label={t("templates.shortcut")} extra={t("templates.shortcut_hint")}>
            <Input maxLength={21} prefix="/" autoComplete="off" spellCheck={false} />
          </Form.Item>
          {shares && (
            <Form.Item name="scope" label={t("templates.scope")}>
              <Select
                options={(keeps ? SCOPES : SCOPES.slice(0, 2)).map((one) => ({
                  value: one,
                  label: tCode("template_scope", one),
                }))}
              />
            </Form.Item>
          )}
          {shares && scope === "team" && (
            <Form.Item
              name="team_id"
              label={t("users.team")}
              rules={[{ required: true, message: t("groups.missing") }]}
            >
              <Select options={teams.map((team) => ({ value: team.id, label: teamName(team) }))} />
            </Form.Item>
          )}
        </div>
        <Form.Item name="body" label={t("templates.body")} rules={missing} extra={t("templates.fallback")}>
          <TemplateText label={t("templates.body")} rows={3} />
        </Form.Item>
        <Reads text={body} />
        <Form.Item name="body_en" label={t("templates.body_en")}>
          <TemplateText label={t("templates.body_en")} rows={3} />
        </Form.Item>
        <Reads text={bodyEn ?? ""} />
      </Form>
    </Dialog>
  );
}
