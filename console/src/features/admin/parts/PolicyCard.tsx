import Checkbox from "antd/es/checkbox";
import { useState } from "react";
import type { Role } from "@/api/types";
import { Failed, sayDone, sayError } from "@/design";
import { roleWord } from "@/features/session";
import { t } from "@/i18n";
import { changePolicy, useChoices, usePolicy } from "../accounts";
import css from "./settings.module.css";
import own from "./users.module.css";

/** Of whom a second factor is asked. A change is in force at once. */
export function PolicyCard() {
  const query = usePolicy();
  const roles = useChoices().data?.roles ?? [];
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
        options={roles.map((role) => ({
          value: role.code,
          label: roleWord(role.code, role),
          disabled: !role.given,
        }))}
        onChange={turn}
      />
    </section>
  );
}
