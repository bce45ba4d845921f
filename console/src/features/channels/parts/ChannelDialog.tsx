import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import { useState } from "react";
import type { ChannelBody } from "@/api/client";
import { ApiError } from "@/api/http";
import type { OpenChannel } from "@/api/types";
import { sayError, sentence, useGuard } from "@/design";
import { t } from "@/i18n";
import { EVENTS } from "../data";

interface Values {
  name: string;
  url?: string;
  events: string[];
}

interface Props<T> {
  title: string;
  channel?: OpenChannel;
  save: (body: ChannelBody) => Promise<T>;
  saved: (answer: T) => void;
  cancel: () => void;
}

function isAddress(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

function checkAddress(_: unknown, value: string | undefined): Promise<void> {
  const fine = !value?.trim() || isAddress(value.trim());
  return fine ? Promise.resolve() : Promise.reject(new Error(t("channels.url_wrong")));
}

/** A channel's name, where to send to, and of what. Without an address the channel asks by itself. */
export function ChannelDialog<T>({ title, channel, save, saved, cancel }: Props<T>) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const guard = useGuard(cancel);
  const submit = ({ name, url, events }: Values): void => {
    setBusy(true);
    const address = url?.trim() || null;
    // Without an address there is nothing to send, so no events to choose.
    const body = { name: name.trim(), url: address, ...(address === null ? {} : { events }) };
    save(body).then(saved, (error: unknown) => {
      setBusy(false);
      const field = error instanceof ApiError ? error.field : null;
      if (field === "name" || field === "url") form.setFields([{ name: field, errors: [sentence(error)] }]);
      else sayError(error);
    });
  };
  return (
    <Modal
      open
      title={title}
      onCancel={guard.cancel}
      onOk={() => form.submit()}
      okText={channel ? t("action.save") : t("action.create")}
      cancelText={t("action.cancel")}
      confirmLoading={busy}
      width={520}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{
          name: channel?.name,
          url: channel?.url ?? "",
          events: channel?.events ?? [...EVENTS].slice(0, 2),
        }}
        onValuesChange={guard.touch}
        onFinish={submit}
      >
        <Form.Item
          name="name"
          label={t("channels.name")}
          rules={[{ required: true, whitespace: true, message: t("channels.name_missing") }]}
        >
          <Input maxLength={80} placeholder={t("channels.name_example")} autoFocus />
        </Form.Item>
        <Form.Item
          name="url"
          label={t("channels.url")}
          extra={t("channels.url_hint")}
          rules={[{ validator: checkAddress }]}
        >
          <Input placeholder="https://example.com/qingfeng/webhook" spellCheck={false} inputMode="url" />
        </Form.Item>
        <Form.Item
          name="events"
          label={t("channels.events")}
          dependencies={["url"]}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, events: string[]) =>
                events.length > 0 || !getFieldValue("url")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("channels.events_missing"))),
            }),
          ]}
        >
          <Checkbox.Group options={EVENTS.map((event) => ({ value: event, label: event }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
