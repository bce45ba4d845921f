import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import type { TagBody } from "@/api/service";
import type { KeptTag } from "@/api/types";
import { Tag, sayDone } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { TAG_TONE } from "@/features/conversations";
import { t, tCode } from "@/i18n";
import { TONES, joinTags, saveTag } from "../tags";
import { showIn } from "./refused";

/** A new tag, or another name, tone or place for one. */
export function TagDialog({ tag, close }: { tag: KeptTag | null; close: () => void }) {
  const [form] = Form.useForm<TagBody>();
  const [busy, setBusy] = useState(false);
  const name = Form.useWatch("name", form) ?? tag?.name ?? "";
  const save = (body: TagBody): void => {
    setBusy(true);
    saveTag(tag, body)
      .then(
        () => {
          sayDone(t("groups.saved"));
          close();
        },
        (error: unknown) => showIn(form, ["name"], error),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={tag === null ? t("tag_list.new") : t("groups.rename", { name: tag.name })}
      okText={t("action.save")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={close}
      width={420}
    >
      <Form<TagBody>
        name="tag"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={tag ?? { name: "", tone: "", retired: false }}
        onFinish={save}
      >
        <Form.Item
          name="name"
          label={t("tag_list.name")}
          extra={tag !== null && name.trim() !== tag.name ? t("tag_list.follows", { count: tag.recent }) : undefined}
          rules={[{ required: true, whitespace: true, message: t("groups.missing") }]}
        >
          <Input autoFocus maxLength={30} autoComplete="off" />
        </Form.Item>
        <Form.Item name="tone" label={t("tag_list.tone")} extra={t("tag_list.tone_hint")}>
          <Select
            options={TONES.map((tone) => ({
              value: tone,
              label: <Tag tone={TAG_TONE[tone] ?? "plain"}>{tCode("tag_tone", tone || "none")}</Tag>,
            }))}
          />
        </Form.Item>
        <Form.Item
          name="retired"
          label={t("tag_list.retire")}
          extra={t("tag_list.retire_hint")}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
      </Form>
    </Dialog>
  );
}

/** Have one tag go up in another. */
export function JoinDialog({ tag, all, close }: { tag: KeptTag; all: KeptTag[]; close: () => void }) {
  const [form] = Form.useForm<{ into_id: string }>();
  const [busy, setBusy] = useState(false);
  const join = ({ into_id }: { into_id: string }): void => {
    setBusy(true);
    joinTags(tag, into_id)
      .then(
        () => {
          sayDone(t("tag_list.joined", { name: tag.name }));
          close();
        },
        (error: unknown) => showIn(form, ["into_id"], error),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={t("tag_list.join_title", { name: tag.name })}
      okText={t("tag_list.join")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={close}
      width={420}
    >
      <p className="muted">{t("tag_list.join_text", { name: tag.name, count: tag.recent })}</p>
      <Form<{ into_id: string }> name="join" form={form} layout="vertical" requiredMark={false} onFinish={join}>
        <Form.Item name="into_id" label={t("tag_list.into")} rules={[{ required: true, message: t("groups.missing") }]}>
          <Select
            autoFocus
            showSearch={{ optionFilterProp: "label" }}
            options={all
              .filter((one) => one.id !== tag.id && !one.retired)
              .map((one) => ({ value: one.id, label: one.name }))}
          />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
