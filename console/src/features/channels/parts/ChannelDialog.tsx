import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import { useState } from "react";
import type { FormItemProps } from "antd/es/form";
import type { ChannelBody } from "@/api/client";
import { ApiError } from "@/api/http";
import type { OpenChannel } from "@/api/types";
import { sayError, sentence, useGuard } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { EVENTS } from "../data";
import css from "./channels.module.css";

interface Values {
  name: string;
  url?: string;
  events: string[];
  turn: number | null;
  replies: number | null;
  hours: number | null;
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

/** Two numbers that mean something only together. */
const together =
  (other: "replies" | "hours"): NonNullable<FormItemProps["rules"]>[number] =>
  ({ getFieldValue }) => ({
    validator: (_, value: number | null) =>
      (value == null) !== (getFieldValue(other) == null) && value == null
        ? Promise.reject(new Error(t("channels.quota_both")))
        : Promise.resolve(),
  });

/** A channel's name, where to send to, and of what. Without an address the channel asks by itself. */
export function ChannelDialog<T>({ title, channel, save, saved, cancel }: Props<T>) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const guard = useGuard(cancel);
  const submit = ({ name, url, events, turn, replies, hours }: Values): void => {
    setBusy(true);
    const address = url?.trim() || null;
    // Without an address there is nothing to send, so no events to choose.
    const quota = replies && hours ? { replies, hours } : null;
    const limits = { turn_seconds: turn ?? null, quota };
    const body = { name: name.trim(), url: address, ...(address === null ? {} : { events }), ...limits };
    save(body).then(saved, (error: unknown) => {
      setBusy(false);
      const field = error instanceof ApiError ? error.field : null;
      if (field === "name" || field === "url") form.setFields([{ name: field, errors: [sentence(error)] }]);
      else sayError(error);
    });
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={title}
      cancel={cancel}
      onOk={() => form.submit()}
      okText={channel ? t("action.save") : t("action.create")}
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
          turn: channel?.turn_seconds ?? null,
          replies: channel?.quota?.replies ?? null,
          hours: channel?.quota?.hours ?? null,
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
        <Form.Item name="turn" label={t("channels.turn")} extra={t("channels.turn_hint")}>
          <InputNumber min={10} max={86_400} precision={0} suffix={t("channels.seconds")} className={css.number} />
        </Form.Item>
        <div className={css.pair}>
          <Form.Item
            name="replies"
            label={t("channels.replies")}
            extra={t("channels.quota_hint")}
            dependencies={["hours"]}
            rules={[together("hours")]}
          >
            <InputNumber min={1} max={100} precision={0} suffix={t("channels.replies_unit")} className={css.number} />
          </Form.Item>
          <Form.Item name="hours" label={t("channels.hours")} dependencies={["replies"]} rules={[together("replies")]}>
            <InputNumber min={1} max={720} precision={0} suffix={t("channels.hours_unit")} className={css.number} />
          </Form.Item>
        </div>
      </Form>
    </Dialog>
  );
}
