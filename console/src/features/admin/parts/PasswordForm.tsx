import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { sayDone, useUnsaved } from "@/design";
import { t } from "@/i18n";
import { changePassword } from "../data";
import { showIn } from "./refused";
import css from "./settings.module.css";

interface Values {
  current: string;
  password: string;
  repeat: string;
}

/** Another password. The server says what it does not like, beside the field it is about. */
export function PasswordForm({ email }: { email: string }) {
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [dirty, setDirty] = useState(false);
  useUnsaved(dirty);
  const save = async ({ current, password }: Values): Promise<void> => {
    setBusy(true);
    try {
      await changePassword(current, password);
      form.resetFields();
      setDirty(false);
      sayDone(t("account.password_changed"));
    } catch (error) {
      showIn(form, ["current", "password"], error);
    } finally {
      setBusy(false);
    }
  };
  const missing = { required: true, message: t("session.password_missing") };
  return (
    <section className={css.part}>
      <header>
        <div>
          <h3>{t("account.password")}</h3>
          <p>{t("account.password_text")}</p>
        </div>
      </header>
      <Form<Values>
        name="change"
        form={form}
        layout="vertical"
        requiredMark={false}
        className={css.form}
        onValuesChange={(_, all) => setDirty(Object.values(all).some(Boolean))}
        onFinish={(values) => void save(values)}
      >
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <Form.Item name="current" label={t("account.current_password")} rules={[missing]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("account.new_password")}
          extra={t("account.password_hint")}
          rules={[missing]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="repeat"
          label={t("account.repeat")}
          dependencies={["password"]}
          validateTrigger="onBlur"
          rules={[
            missing,
            {
              validator: (_, value: string) =>
                !value || value === form.getFieldValue("password")
                  ? Promise.resolve()
                  : Promise.reject(new Error(t("account.repeat_differs"))),
            },
          ]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t("account.password")}
        </Button>
      </Form>
    </section>
  );
}
