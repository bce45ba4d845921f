import Form from "antd/es/form";
import Input from "antd/es/input";
import QRCode from "antd/es/qr-code";
import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { confirmFactor } from "../data";
import { showIn } from "./refused";
import css from "./settings.module.css";

/** The secret inside the address, in groups of four, for who types it. */
export function secretOf(uri: string): string {
  const secret = new URL(uri).searchParams.get("secret") ?? "";
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}

/** The picture an app reads (drawn here: the secret goes nowhere else), and the code that proves it did. */
export function EnrolDialog({
  uri,
  cancel,
  done,
}: {
  uri: string;
  cancel: () => void;
  done: (codes: string[]) => void;
}) {
  const [form] = Form.useForm<{ code: string }>();
  const [busy, setBusy] = useState(false);
  const confirm = async ({ code }: { code: string }): Promise<void> => {
    setBusy(true);
    try {
      done(await confirmFactor(code));
    } catch (error) {
      setBusy(false);
      showIn(form, ["code"], error);
    }
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={t("factor.set_up")}
      okText={t("factor.turn_on")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={cancel}
      width={460}
    >
      <p>{t("factor.scan")}</p>
      <div className={css.picture}>
        <div>
          <QRCode value={uri} size={184} errorLevel="M" bgColor="#ffffff" color="#000000" bordered={false} />
        </div>
        <div>
          <small>{t("factor.by_hand")}</small>
          <code>{secretOf(uri)}</code>
        </div>
      </div>
      <Form name="enrol" form={form} layout="vertical" requiredMark={false} onFinish={(values) => void confirm(values)}>
        <Form.Item name="code" label={t("factor.code")} rules={[{ required: true, message: t("factor.code_missing") }]}>
          <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={40} className="num" />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
