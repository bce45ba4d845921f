import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import { ApiError } from "@/api/http";
import { sentence } from "@/design";
import { t } from "@/i18n";
import { signIn } from "../data";
import css from "../screens/SignIn.module.css";

interface Values {
  email: string;
  password: string;
  code?: string;
}

/** Address, password, and the second factor of who has one. `said`: called when it is tried. */
export function PasswordForm({ said }: { said: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [codeAsked, setCodeAsked] = useState(false);
  const submit = async (values: Values): Promise<void> => {
    said();
    setBusy(true);
    setError(null);
    try {
      await signIn(values.email, values.password, values.code);
    } catch (failure) {
      const asks = failure instanceof ApiError && failure.code === "second_factor_needed";
      if (asks) setCodeAsked(true);
      else setError(sentence(failure));
      setBusy(false);
    }
  };
  return (
    <>
      {error && <Alert type="error" showIcon title={error} className={css.alert} role="alert" />}
      <Form layout="vertical" requiredMark={false} onFinish={(values: Values) => void submit(values)} disabled={busy}>
        <Form.Item
          name="email"
          label={t("session.email")}
          rules={[{ required: true, message: t("session.email_missing") }]}
        >
          <Input size="large" autoFocus autoComplete="username" inputMode="email" spellCheck={false} />
        </Form.Item>
        <Form.Item
          name="password"
          label={t("session.password")}
          rules={[{ required: true, message: t("session.password_missing") }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {codeAsked && (
          <Form.Item
            name="code"
            label={t("session.code")}
            extra={t("session.code_hint")}
            rules={[{ required: true, message: t("session.code_missing") }]}
          >
            <Input size="large" autoFocus autoComplete="one-time-code" maxLength={40} spellCheck={false} />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" size="large" block loading={busy}>
          {t("session.sign_in")}
        </Button>
      </Form>
    </>
  );
}
