import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { Wind } from "lucide-react";
import { useEffect, useState } from "react";
import { welcome as api } from "@/api/accounts";
import { ApiError } from "@/api/http";
import type { Welcome as Shown } from "@/api/types";
import { Bones, go, sentence } from "@/design";
import { t } from "@/i18n";
import css from "./SignIn.module.css";

type State = { at: "asking" } | { at: "over"; text: string } | { at: "open"; shown: Shown } | { at: "done" };

function PasswordForm({ token, shown, done }: { token: string; shown: Shown; done: () => void }) {
  const [form] = Form.useForm<{ password: string; repeat: string }>();
  const [busy, setBusy] = useState(false);
  const save = async ({ password }: { password: string }): Promise<void> => {
    setBusy(true);
    try {
      await api.setPassword(token, password);
      done();
    } catch (error) {
      setBusy(false);
      form.setFields([{ name: "password", errors: [sentence(error)] }]);
    }
  };
  const missing = { required: true, message: t("session.password_missing") };
  const same = {
    validator: (_: unknown, value: string) =>
      !value || value === form.getFieldValue("password")
        ? Promise.resolve()
        : Promise.reject(new Error(t("account.repeat_differs"))),
  };
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => void save(values)}>
      <input type="text" name="username" autoComplete="username" value={shown.email} readOnly hidden />
      <Form.Item name="password" label={t("account.new_password")} extra={t("account.password_hint")} rules={[missing]}>
        <Input.Password size="large" autoFocus autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Form.Item name="repeat" label={t("account.repeat")} validateTrigger="onBlur" rules={[missing, same]}>
        <Input.Password size="large" autoComplete="new-password" maxLength={200} />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {t("welcome.save")}
      </Button>
    </Form>
  );
}

/** Where a one-time link leads: whose account it is, and the password they choose. */
export function Welcome() {
  const [token] = useState(() => location.hash.slice(1));
  const [state, setState] = useState<State>({ at: "asking" });
  useEffect(() => {
    api.show(token).then(
      (shown) => setState({ at: "open", shown }),
      (error: unknown) => {
        const over = error instanceof ApiError && error.status < 500 && error.status !== 0;
        setState({ at: "over", text: over ? t("errors.link_over") : sentence(error) });
      },
    );
  }, [token]);
  const signIn = (
    <Button type="primary" size="large" block onClick={() => go("/", { replace: true })}>
      {t("session.sign_in")}
    </Button>
  );
  return (
    <main className={css.page}>
      <div className={css.card}>
        <header className={css.brand}>
          <span className={css.logo}>
            <Wind size={22} aria-hidden />
          </span>
          <div>
            <h1>{state.at === "open" ? t("welcome.title", { name: state.shown.name }) : t("app.name")}</h1>
            <p>{state.at === "open" ? `${state.shown.tenant} · ${state.shown.email}` : t("app.line")}</p>
          </div>
        </header>
        {state.at === "asking" && <Bones rows={3} />}
        {state.at === "over" && <Alert type="error" showIcon title={state.text} role="alert" />}
        {state.at === "open" && (
          <PasswordForm token={token} shown={state.shown} done={() => setState({ at: "done" })} />
        )}
        {state.at === "done" && (
          <>
            <Alert type="success" showIcon title={t("welcome.done")} className={css.alert} />
            {signIn}
          </>
        )}
      </div>
    </main>
  );
}
