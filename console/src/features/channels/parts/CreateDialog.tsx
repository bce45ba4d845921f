import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Space from "antd/es/space";
import { Copy, Dices } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { OpenChannel } from "@/api/types";
import { sayDone, sayError, sentence } from "@/design";
import { t } from "@/i18n";
import { EVENTS, createChannel, newSecret } from "../data";

interface Values {
  name: string;
  url: string;
  secret: string;
  events: string[];
}

function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** A new channel: where to send to, and the secret both sides sign with. */
export function CreateDialog({ created, cancel }: { created: (channel: OpenChannel) => void; cancel: () => void }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const submit = (values: Values): void => {
    setBusy(true);
    createChannel(values).then(created, (error: unknown) => {
      setBusy(false);
      const field = error instanceof ApiError ? error.field : null;
      if (field !== null && field in values)
        form.setFields([{ name: field as keyof Values, errors: [sentence(error)] }]);
      else sayError(error);
    });
  };
  const copy = (): void => {
    const secret: unknown = form.getFieldValue("secret");
    void navigator.clipboard.writeText(String(secret)).then(() => sayDone(t("action.copied")));
  };
  return (
    <Modal
      open
      title={t("channels.create")}
      onCancel={cancel}
      onOk={() => form.submit()}
      okText={t("action.create")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      width={520}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ events: [...EVENTS].slice(0, 2), secret: newSecret() }}
        onFinish={submit}
      >
        <Form.Item
          name="name"
          label={t("channels.name")}
          rules={[{ required: true, whitespace: true, message: t("channels.name_missing") }]}
        >
          <Input maxLength={100} placeholder={t("channels.name_example")} autoFocus />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("channels.url")}
          rules={[
            {
              validator: (_, value: string) =>
                isAddress(value ?? "") ? Promise.resolve() : Promise.reject(new Error(t("channels.url_wrong"))),
            },
          ]}
        >
          <Input placeholder="https://example.com/qingfeng/webhook" spellCheck={false} inputMode="url" />
        </Form.Item>
        <Form.Item label={t("channels.secret")} extra={t("channels.secret_hint")}>
          <Space.Compact block>
            <Form.Item name="secret" noStyle rules={[{ required: true, min: 16, message: t("channels.secret_short") }]}>
              <Input spellCheck={false} aria-label={t("channels.secret")} />
            </Form.Item>
            <Button
              icon={<Dices size={14} aria-hidden />}
              aria-label={t("channels.secret_new")}
              title={t("channels.secret_new")}
              onClick={() => form.setFieldsValue({ secret: newSecret() })}
            />
            <Button
              icon={<Copy size={14} aria-hidden />}
              aria-label={t("action.copy")}
              title={t("action.copy")}
              onClick={copy}
            />
          </Space.Compact>
        </Form.Item>
        <Form.Item
          name="events"
          label={t("channels.events")}
          rules={[{ required: true, message: t("channels.events_missing") }]}
        >
          <Checkbox.Group options={EVENTS.map((event) => ({ value: event, label: event }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
