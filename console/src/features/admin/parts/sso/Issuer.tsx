import Alert from "antd/es/alert";
import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { useState } from "react";
import type { FoundProvider } from "@/api/types";
import { sentence } from "@/design";
import { t } from "@/i18n";
import { checkIssuer } from "../../sso";
import css from "./sso.module.css";

/** Who the provider is, and what it says of itself when it is asked. */
export function Issuer({ disabled }: { disabled: boolean }) {
  const form = Form.useFormInstance<{ issuer: string }>();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<FoundProvider | string | null>(null);
  const ask = async (): Promise<void> => {
    setBusy(true);
    try {
      await form.validateFields(["issuer"]);
      setFound(await checkIssuer(form.getFieldValue("issuer") as string));
    } catch (error) {
      if (error instanceof Error) setFound(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Form.Item label={t("sso.issuer")} required htmlFor="sso_issuer" extra={t("sso.issuer_hint")}>
        <div className={css.beside}>
          <Form.Item name="issuer" noStyle rules={[{ required: true, whitespace: true, message: t("sso.missing") }]}>
            <Input
              id="sso_issuer"
              disabled={disabled}
              placeholder="https://login.example.com"
              spellCheck={false}
              maxLength={2000}
              onChange={() => setFound(null)}
            />
          </Form.Item>
          <Button loading={busy} disabled={disabled} onClick={() => void ask()}>
            {t("sso.check")}
          </Button>
        </div>
      </Form.Item>
      <div aria-live="polite">
        {typeof found === "string" && <Alert type="error" showIcon title={found} className={css.found} />}
        {found !== null && typeof found === "object" && (
          <Alert
            type="success"
            showIcon
            className={css.found}
            title={t("sso.found", { keys: found.keys, algorithms: found.algorithms.join(", ") || "RS256" })}
            description={found.logout ? undefined : t("sso.no_logout")}
          />
        )}
      </div>
    </>
  );
}
