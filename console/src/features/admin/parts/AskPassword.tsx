import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { showIn } from "./refused";

/** Before what somebody at a desk left open must not do. */
export function AskPassword({
  text,
  proceed,
  cancel,
}: {
  text: string;
  proceed: (password: string) => Promise<void>;
  cancel: () => void;
}) {
  const [form] = Form.useForm<{ password: string }>();
  const [busy, setBusy] = useState(false);
  const go = ({ password }: { password: string }): void => {
    setBusy(true);
    proceed(password).catch((error: unknown) => {
      setBusy(false);
      showIn(form, ["password"], error);
    });
  };
  return (
    <Dialog
      dirty={() => form.isFieldsTouched()}
      title={t("factor.confirm_you")}
      okText={t("action.next")}
      confirmLoading={busy}
      onOk={() => form.submit()}
      cancel={cancel}
      width={420}
    >
      <p>{text}</p>
      <Form name="ask" form={form} layout="vertical" requiredMark={false} onFinish={go}>
        <Form.Item
          name="password"
          label={t("account.current_password")}
          rules={[{ required: true, message: t("session.password_missing") }]}
        >
          <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
        </Form.Item>
      </Form>
    </Dialog>
  );
}
