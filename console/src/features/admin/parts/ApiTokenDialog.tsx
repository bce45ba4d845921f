import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { t, tCode } from "@/i18n";
import { makeApiToken } from "../tokens";
import { showIn } from "./refused";
import css from "./tokens.module.css";

interface Values {
  name: string;
  expires_in_days: number;
  scopes: string[];
}
const DAYS = [7, 30, 90, 180, 366];

function Scopes({ may, value = [], onChange }: { may: string[]; value?: string[]; onChange?: (to: string[]) => void }) {
  return (
    <Checkbox.Group className={css.scopes} value={value} {...(onChange && { onChange })}>
      {may.map((scope) => (
        <Checkbox key={scope} value={scope}>
          {tCode("scope", scope)}
          <code>{scope}</code>
        </Checkbox>
      ))}
    </Checkbox.Group>
  );
}

/** Makes a token. A click beside it does not lose what was chosen. */
export function ApiTokenDialog({
  may,
  done,
  cancel,
}: {
  /** permissions that may be given */
  may: string[];
  done: (text: string) => void;
  cancel: () => void;
}) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const make = (values: Values): void => {
    setBusy(true);
    makeApiToken({ ...values, name: values.name.trim() })
      .then(done)
      .catch((error: unknown) => {
        setBusy(false);
        showIn(form, ["name", "scopes", "expires_in_days"], error);
      });
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={t("tokens.make")}
      okText={t("tokens.make")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={cancel}
      width={600}
    >
      <Form<Values>
        name="api_token"
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ expires_in_days: 90, scopes: [] }}
        onFinish={make}
      >
        <div className={css.pair}>
          <Form.Item
            name="name"
            label={t("tokens.name")}
            extra={t("tokens.name_hint")}
            rules={[{ required: true, whitespace: true, message: t("tokens.name_missing") }]}
          >
            <Input autoFocus maxLength={60} autoComplete="off" placeholder={t("tokens.example")} />
          </Form.Item>
          <Form.Item name="expires_in_days" label={t("tokens.good_for")}>
            <Select options={DAYS.map((days) => ({ value: days, label: t("tokens.days", { count: days }) }))} />
          </Form.Item>
        </div>
        <Form.Item
          name="scopes"
          label={t("tokens.scopes")}
          extra={t("tokens.scopes_hint")}
          rules={[{ required: true, type: "array", message: t("tokens.scopes_missing") }]}
        >
          <Scopes may={may} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
