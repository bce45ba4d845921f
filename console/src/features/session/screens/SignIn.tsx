import Alert from "antd/es/alert";
import Button from "antd/es/button";
import { Wind } from "lucide-react";
import { useEffect, useState } from "react";
import { sso } from "@/api/sso";
import type { SignInOptions } from "@/api/types";
import { chooseLocale, locale, t, tCode } from "@/i18n";
import { PasswordForm } from "../parts/PasswordForm";
import css from "./SignIn.module.css";

const QUERY = new URLSearchParams(location.search);
/** Which house is meant, where there are several. */
const HOUSE = QUERY.get("house") ?? "";

/** Why the identity provider's answer led back here, told once: reloading the page does not repeat it. */
function refusal(): string | null {
  const query = new URLSearchParams(location.search);
  const code = query.get("refused");
  return code && tCode("errors", code, { seconds: query.get("seconds") ?? 5 }, t("errors.sso_refused"));
}

function useOptions(): SignInOptions | null {
  const [options, setOptions] = useState<SignInOptions | null>(null);
  useEffect(() => {
    sso.options(HOUSE).then(setOptions, () => undefined); // without them there is still the password
  }, []);
  return options;
}

export function SignIn({ expired }: { expired: boolean }) {
  const [refused, setRefused] = useState(refusal);
  const [byPassword, setByPassword] = useState(false);
  const options = useOptions();
  useEffect(() => {
    if (new URLSearchParams(location.search).has("refused")) history.replaceState(null, "", location.pathname);
  }, []);
  const offered =
    options?.house != null && options.label !== null ? { house: options.house, name: options.label } : null;
  const passwords = offered ? (options?.passwords ?? "everyone") : "everyone";
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
        {expired && !refused && <Alert type="warning" showIcon title={t("session.expired")} className={css.alert} />}
        {refused && <Alert type="error" showIcon title={refused} className={css.alert} role="alert" />}
        {(passwords === "everyone" || byPassword) && <PasswordForm said={() => setRefused(null)} />}
        {offered && (
          <div className={css.other}>
            {passwords === "everyone" && <p>{t("session.or")}</p>}
            <Button
              size="large"
              block
              type={passwords === "everyone" || byPassword ? "default" : "primary"}
              href={sso.door(offered.house, location.pathname)}
            >
              {t("session.sso", { name: offered.name })}
            </Button>
            {passwords === "managers" && !byPassword && (
              <Button type="link" block onClick={() => setByPassword(true)}>
                {t("session.by_password_managers")}
              </Button>
            )}
          </div>
        )}
      </div>
      <button type="button" className={css.language} onClick={() => void chooseLocale(other)}>
        {t("app.other_language")}
      </button>
    </main>
  );
}
