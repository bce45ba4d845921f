import Checkbox from "antd/es/checkbox";
import { useState } from "react";
import type { Role } from "@/api/types";
import { Failed, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { changePolicy, usePolicy } from "../accounts";
import css from "./settings.module.css";
import own from "./users.module.css";

const ROLES: Role[] = ["agent", "supervisor", "admin", "knowledge"];

/** Of whom a second factor is asked. A change is in force at once. */
export function PolicyCard() {
  const query = usePolicy();
  const [busy, setBusy] = useState(false);
  const turn = (roles: Role[]): void => {
    setBusy(true);
    changePolicy(roles)
      .then(() => sayDone(t("users.policy_saved")))
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <section className={css.part}>
      <header>
        <div>
          <h3>{t("users.policy")}</h3>
          <p>{t("users.policy_text")}</p>
        </div>
      </header>
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      <Checkbox.Group<Role>
        className={own.roles}
        disabled={busy || query.data === undefined}
        value={query.data ?? []}
        options={ROLES.map((role) => ({ value: role, label: tCode("role", role) }))}
        onChange={turn}
      />
    </section>
  );
}
