import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { Wind } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import { sentence } from "@/design";
import { chooseLocale, locale, t } from "@/i18n";
import { signIn } from "../data";
import css from "./SignIn.module.css";

interface Values {
  email: string;
  password: string;
  code?: string;
}

export function SignIn({ expired }: { expired: boolean }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [codeAsked, setCodeAsked] = useState(false);
  const submit = async (values: Values): Promise<void> => {
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
  const other = locale() === "en" ? "zh-CN" : "en";
  return (
    <main className={css.page}>
      <div className={css.card}>
        <header className={css.brand}>
          <span className={css.logo}>
            <Wind size={22} aria-hidden />
          </span>
          <div>
            <h1>{t("app.name")}</h1>
            <p>{t("app.line")}</p>
          </div>
        </header>
        {expired && !error && <Alert type="warning" showIcon title={t("session.expired")} className={css.alert} />}
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
      </div>
      <button type="button" className={css.language} onClick={() => void chooseLocale(other)}>
        {t("app.other_language")}
      </button>
    </main>
  );
}
