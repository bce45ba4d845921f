import Alert from "antd/es/alert";
import { Bones, Failed } from "@/design";
import { roleWord } from "@/features/session";
import { t, tCode } from "@/i18n";
import type { TriedSignIn } from "@/api/types";
import { useTried } from "../../sso";
import own from "../settings.module.css";
import css from "./sso.module.css";

function verdict(tried: TriedSignIn): string {
  if (tried.refused) return tCode("errors", tried.refused, {}, tried.message);
  return tCode("sso_how", tried.how, { account: tried.account });
}

function Lines({ tried }: { tried: TriedSignIn }) {
  const sure = tried.email_verified ? t("sso.verified") : t("sso.unverified");
  const lines: [string, string][] = [
    [t("sso.subject"), tried.subject],
    [t("session.email"), tried.email && `${tried.email} · ${sure}`],
    [t("users.name"), tried.name],
    [t("sso.role_values"), tried.role_values.join(", ")],
    [t("users.role"), tried.role === null ? t("sso.no_rule") : roleWord(tried.role)],
    [t("sso.claims"), tried.claims.join(", ")],
  ];
  return (
    <dl className={css.lines}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value || t("sso.not_there")}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What a try of one's own showed. Nobody was signed in by it. */
export function Tried({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useTried(id);
  return (
    <section className={own.part} aria-label={t("sso.tried")}>
      <header>
        <div>
          <h3>{t("sso.tried")}</h3>
          <p>{t("sso.tried_text")}</p>
        </div>
      </header>
      {isPending && <Bones rows={3} />}
      {error && <Failed error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <Alert type={data.refused ? "error" : "success"} showIcon title={verdict(data)} role="alert" />
          {data.subject !== "" && <Lines tried={data} />}
        </>
      )}
    </section>
  );
}
